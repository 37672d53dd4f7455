# The localisation network alone on the re-focus loss: 1,000 iterations. With
# no backbone there is no multiplier, and AdamW needs fewer steps than SGD.
train_cfg = dict(type='IterBasedTrainLoop', max_iters=1000, val_interval=500)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    clip_grad=dict(max_norm=5),
)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.05, end=100, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=100,
        T_max=900,
        end=1000,
        eta_min_ratio=0.001,
        by_epoch=False,
    ),
]
