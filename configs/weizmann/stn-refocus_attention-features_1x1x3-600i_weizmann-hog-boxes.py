# The localisation network alone, from random initialisation; it reads early maps
# of the frozen backbone. Self-denoising: there are no true boxes, so noise of
# every level is put on the detector's, and the network learns to undo it. Its
# checkpoint is the stn_checkpoint of the recognisers.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/weizmann_person_tubes_wide.py',
    '../_base_/schedules/refocus_adamw.py',
    '../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=112, temporal='clip')  # one theta a clip
model = dict(
    _delete_=True,
    type='STNRefocuser',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    backbone=_base_.model.backbone,
    jitter=dict(),
    data_preprocessor=_base_.model.data_preprocessor,
)

train_pipeline = _base_.train_pipeline
train_pipeline[2] = dict(
    type='RandomChoice',
    transforms=[
        [dict(type='TubeBoxNoise', level=level)]
        for level in (0.0, 0.25, 0.5, 0.75, 1.0, 1.0)
    ],
)
train_dataloader = dict(
    batch_size=16,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=train_pipeline),
)
# How much of the noise it undoes, the same noise every time.
val_pipeline = _base_.val_pipeline
val_pipeline[2] = dict(type='TubeBoxNoise', level=1.0, seed=0)
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator

train_cfg = dict(max_iters=600, val_interval=300)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.05, end=60, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=60,
        T_max=540,
        end=600,
        eta_min_ratio=0.001,
        by_epoch=False,
    ),
]
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=300, max_keep_ckpts=1),
    logger=dict(interval=50),
)
