# The localisation network alone, from random initialisation, on the re-focus
# loss; it reads early maps of the frozen backbone. Its checkpoint is the
# stn_checkpoint of the front end.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/person_tubes_wide.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/refocus_adamw.py',
    '../_base_/default_runtime.py',
]
model = dict(
    _delete_=True,
    type='STNRefocuser',
    stn=dict(**_base_.stn, output_size=112),
    loss_refocus=dict(type='RefocusLoss'),
    backbone=dict(
        type='TimmFrames', name='tf_efficientnet_lite0', pretrained=True
    ),
    jitter=dict(),
    data_preprocessor=_base_.model.data_preprocessor,
)

train_pipeline = _base_.train_pipeline
train_pipeline[3] = _base_.localisation_noise
train_pipeline.insert(3, dict(type='RandomFraming'))
train_dataloader = dict(
    batch_size=24,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=train_pipeline),
)
train_cfg = dict(max_iters=2000)
optim_wrapper = dict(optimizer=dict(lr=3e-3))
param_scheduler = _base_.param_scheduler
param_scheduler[1].update(T_max=1900, end=2000)
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=500), logger=dict(interval=50)
)
