# CUB-200-2011, ResNet-50 on the whole image at 224 px: the baseline of the
# parallel transformers. STN_CUB names the folder CUB_200_2011.
_base_ = [
    '../../_base_/datasets/loaders.py',
    '../../_base_/schedules/sgd_10e_head.py',
    '../../_base_/default_runtime.py',
]
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
data_root = '{{$STN_CUB:data/CUB_200_2011}}'
_steps = dict(
    order=['load', 'enlarge', 'crop', 'flip', 'resize', 'format', 'pack'],
    load=dict(type='LoadImageAsClip'),
    enlarge=dict(type='Resize', scale=(-1, 512)),
    resize=dict(type='Resize', scale=(224, 224), keep_ratio=False),
    format=dict(type='FormatShape', input_format='NCHW'),
    pack=dict(type='PackActionInputs'),
)
train_dataloader = dict(
    batch_size=32,
    dataset=dict(
        type='CUBDataset',
        data_root=data_root,
        split='train',
        pipeline=dict(
            **_steps,
            crop=dict(type='RandomCrop', size=448),
            flip=dict(type='Flip', flip_ratio=0.5),
        ),
    ),
)
val_dataloader = dict(
    batch_size=32,
    dataset=dict(
        type='CUBDataset',
        data_root=data_root,
        split='test',
        pipeline=dict(**_steps, crop=dict(type='CenterCrop', crop_size=448)),
    ),
)
test_dataloader = val_dataloader

train_cfg = dict(max_epochs=30, val_interval=5)
optim_wrapper = dict(optimizer=dict(lr=0.01, weight_decay=5e-4))
param_scheduler = [dict(**_base_.cosine, T_max=30)]
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
