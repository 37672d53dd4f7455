# House numbers of SVHN's format 1 in tight crops of 64 px. STN_SVHN names the
# folder with train/ and test/. The paper: 400k iterations of SGD at 0.01,
# weight decay 5e-4, dropout 0.5, the localisation networks at a tenth.
_base_ = [
    '../../../_base_/datasets/loaders.py',
    '../../../_base_/default_runtime.py',
]
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
data_root = '{{$STN_SVHN:data/svhn}}'
# The source prints 3074 for two of them.
fc_width = 3072
pipeline = dict(
    order=['crop', 'format', 'pack'],
    crop=dict(type='CropNumber', size=64, context=1.3),
    format=dict(type='FormatShape', input_format='NCHW'),
    pack=dict(type='PackActionInputs', meta_keys=()),
)
train_dataloader = dict(
    batch_size=128,
    sampler=dict(type='InfiniteSampler'),
    dataset=dict(
        type='SVHNDataset', data_root=data_root + '/train', pipeline=pipeline
    ),
)
val_dataloader = dict(
    batch_size=128,
    dataset=dict(
        type='SVHNDataset',
        data_root=data_root + '/test',
        pipeline=pipeline,
    ),
)
test_dataloader = val_dataloader
val_evaluator = dict(type='NumberErrorMetric')
test_evaluator = val_evaluator

train_cfg = dict(
    type='IterBasedTrainLoop', max_iters=400000, val_interval=20000
)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=5e-4),
    paramwise_cfg=dict(custom_keys=dict(localisation=dict(lr_mult=0.1))),
)
param_scheduler = [
    dict(
        type='MultiStepLR',
        milestones=[200000, 300000],
        gamma=0.1,
        by_epoch=False,
    )
]
log_processor = dict(by_epoch=False)
default_hooks = dict(
    logger=dict(interval=50),
    checkpoint=dict(interval=20000, by_epoch=False, max_keep_ckpts=1),
)
randomness = dict(seed=0)

model = dict(
    type='Recognizer2D',
    backbone=dict(
        type='PaperBackbone',
        size=64,
        in_channels=3,
        layers='conv[48,5,1,2]-max[2]-conv[64,5,1,2]-conv[128,5,1,2]-max[2]-'
        'conv[160,5,1,2]-conv[192,5,1,2]-max[2]-conv[192,5,1,2]-'
        f'conv[192,5,1,2]-max[2]-conv[192,5,1,2]-fc[{fc_width}]-dropout[0.5]-fc[{fc_width}]-'
        f'dropout[0.5]-fc[{fc_width}]',
    ),
    cls_head=dict(type='DigitSequenceHead', in_channels=fc_width),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[115.0, 115.0, 115.0],
        std=[60.0, 60.0, 60.0],
        format_shape='NCHW',
    ),
)
