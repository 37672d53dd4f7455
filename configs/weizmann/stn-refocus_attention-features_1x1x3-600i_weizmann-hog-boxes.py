# The localisation network alone, see the model; one theta a clip.
# Self-denoising: there are no true boxes, so noise of every level is put on
# the detector's, and the network learns to undo it.
_base_ = [
    '../_base_/models/stn-refocuser_efficientnet-lite0.py',
    '../_base_/datasets/weizmann_person_tubes_wide.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/refocus_adamw.py',
]
model = dict(stn=dict(temporal='clip'))
train_dataloader = dict(
    batch_size=16,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=_base_.loose_boxes),
)
# How much of the noise it undoes, the same noise every time.
val_dataloader = dict(dataset=dict(pipeline=dict(noise=dict(level=1.0))))
test_dataloader = val_dataloader
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator

train_cfg = dict(max_iters=600, val_interval=300)
param_scheduler = [
    dict(**_base_.warm_up, end=60),
    dict(**_base_.cosine, begin=60, T_max=540, end=600),
]
default_hooks = dict(checkpoint=dict(interval=300, max_keep_ckpts=1))
