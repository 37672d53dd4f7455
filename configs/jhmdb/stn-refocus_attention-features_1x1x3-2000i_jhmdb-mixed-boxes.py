# The recipe's localisation network: on boxes that are loose, too tight, or
# slide and jump, in frames that are cut off and stretched anew each time. More
# ways to see a person pay for twice the iterations.
_base_ = [
    'stn-refocus_attention-features_1x1x3-1000i_jhmdb-loose-boxes.py',
    '../_base_/training_noise.py',
]
train_pipeline = _base_.train_pipeline
train_pipeline[2] = _base_.localisation_noise
train_pipeline.insert(2, dict(type='RandomFraming'))
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
train_cfg = dict(max_iters=2000)
optim_wrapper = dict(optimizer=dict(lr=3e-3))
param_scheduler = _base_.param_scheduler
param_scheduler[1].update(T_max=1900, end=2000)
