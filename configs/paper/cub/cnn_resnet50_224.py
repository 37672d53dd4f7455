# CUB-200-2011, ResNet-50 on the whole image at 224 px: the baseline of the
# parallel transformers. STN_CUB names the folder CUB_200_2011.
_base_ = ['../../_base_/default_runtime.py']
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
data_root = '{{$STN_CUB:data/CUB_200_2011}}'
train_pipeline = [
    dict(type='LoadImageAsClip'),
    dict(type='Resize', scale=(-1, 512)),
    dict(type='RandomCrop', size=448),
    dict(type='Flip', flip_ratio=0.5),
    dict(type='Resize', scale=(224, 224), keep_ratio=False),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackActionInputs'),
]
test_pipeline = [
    dict(type='LoadImageAsClip'),
    dict(type='Resize', scale=(-1, 512)),
    dict(type='CenterCrop', crop_size=448),
    dict(type='Resize', scale=(224, 224), keep_ratio=False),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackActionInputs'),
]
train_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type='CUBDataset',
        data_root=data_root,
        split='train',
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='CUBDataset',
        data_root=data_root,
        split='test',
        test_mode=True,
        pipeline=test_pipeline,
    ),
)
test_dataloader = val_dataloader
val_evaluator = dict(type='AccMetric')
test_evaluator = val_evaluator

train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=30, val_interval=5)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=5e-4),
    clip_grad=dict(max_norm=20),
)
param_scheduler = [
    dict(
        type='CosineAnnealingLR',
        T_max=30,
        eta_min_ratio=0.001,
        convert_to_iter_based=True,
    )
]
model = dict(
    type='Recognizer2D',
    backbone=dict(type='torchvision.resnet50', pretrained=True),
    cls_head=dict(
        type='TSNHead',
        num_classes=200,
        in_channels=2048,
        dropout_ratio=0.5,
        average_clips='prob',
    ),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        format_shape='NCHW',
    ),
)
