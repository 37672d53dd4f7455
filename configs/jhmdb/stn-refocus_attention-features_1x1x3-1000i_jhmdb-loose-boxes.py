# The localisation network alone, from random initialisation, on the re-focus
# loss: no recogniser in the loop; it reads early maps of the frozen backbone.
# Its checkpoint is the stn_checkpoint of the recognisers. Noise of every level,
# so that good boxes are left alone.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes_wide.py',
    '../_base_/schedules/refocus_adamw.py',
    '../_base_/default_runtime.py',
]
model = dict(
    _delete_=True,
    type='STNRefocuser',
    stn=dict(**_base_.stn, output_size=112),
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
    batch_size=24,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=train_pipeline),
)
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=500), logger=dict(interval=50)
)
