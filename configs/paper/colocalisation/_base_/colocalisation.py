# Co-localisation of one digit class: 100 images of 84 px with one digit each,
# no label, no box. STN_DIGIT chooses the class, STN_ENCODER the checkpoint of
# encoder.py. The found boxes are compared with the true ones only in the test.
_base_ = [
    '../../../_base_/default_runtime.py',
    '../../_base_/one_cycle.py',
]
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
digit = {{'$STN_DIGIT:3'}}
dataset = dict(
    type='CoLocalisationDataset',
    data_path='{{$STN_MNIST:data/mnist/mnist.npz}}',
    digit=digit,
    count=100,
)
train_dataloader = dict(
    batch_size=50,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dataset,
)
val_dataloader = dict(
    batch_size=100,
    num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dataset,
)
test_dataloader = val_dataloader
val_evaluator = dict(type='FoundShareMetric')
test_evaluator = val_evaluator
train_cfg = dict(type='IterBasedTrainLoop', max_iters=1000, val_interval=1000)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=1e-4),
    clip_grad=dict(max_norm=5),
)
param_scheduler = [_base_.warm_up, dict(**_base_.cosine, end=1000)]
log_processor = dict(by_epoch=False, window_size=50)
default_hooks = dict(
    logger=dict(interval=100),
    checkpoint=dict(interval=1000, by_epoch=False, max_keep_ckpts=1),
)
randomness = dict(seed=0)

model = dict(
    type='CoLocaliser',
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='colocalisation', size=84
        ),
        transformation=dict(
            type='attention', min_scale=0.2, max_scale=1.2, max_shift=0.8
        ),
        looks_at=dict(type='FeatureMap', channels=1),
        sampler=dict(padding_mode='zeros'),
    ),
    encoder=dict(
        type='PaperBackbone',
        size=28,
        layers='conv[16,9,1,0]-max[2]-conv[32,7,1,0]-max[2]',
    ),
    encoder_checkpoint='{{$STN_ENCODER:work_dirs/encoder/iter_600.pth}}',
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[0.0],
        std=[80.0],
        format_shape='NCHW',
    ),
)
