# The localisation network alone on the re-focus loss: 1,000 iterations. With
# no backbone there is no multiplier, and AdamW needs fewer steps than SGD.
# Iterations are logged and saved, not epochs; one takes a second or two on a
# slow core.
_base_ = '../default_runtime.py'
train_cfg = dict(type='IterBasedTrainLoop', max_iters=1000, val_interval=500)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    clip_grad=dict(max_norm=5),
)
warm_up = dict(type='LinearLR', start_factor=0.05, by_epoch=False)
cosine = dict(type='CosineAnnealingLR', eta_min_ratio=0.001, by_epoch=False)
param_scheduler = [
    dict(**warm_up, end=100),
    dict(**cosine, begin=100, T_max=900, end=1000),
]
# Settings of the training loader: a batch for one core, and no epochs.
iterations = dict(
    batch_size=24, sampler=dict(type='InfiniteSampler', shuffle=True)
)
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=500), logger=dict(interval=5)
)
