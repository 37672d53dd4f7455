# The short budget of configs/paper/README.md, the same for every network:
# AdamW, batches of 128, one cosine. The paper: SGD, 150k iterations of 256 at
# 0.01, a tenth after each 50k, one rate for all.
train_cfg = dict(type='IterBasedTrainLoop', max_iters=600, val_interval=600)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=0.006, weight_decay=0.0001),
    paramwise_cfg=dict(custom_keys=dict(localisation=dict(lr_mult=0.3))),
    clip_grad=dict(max_norm=5),
)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.05, end=50, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        eta_min_ratio=0.01,
        begin=50,
        end=600,
        by_epoch=False,
    ),
]
