# From scratch, SGD, one cycle over 14 epochs, validated at the end.
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=14, val_interval=14)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(
        type='SGD', lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4
    ),
    clip_grad=dict(max_norm=20),
)
param_scheduler = [
    dict(
        type='LinearLR', start_factor=0.05, end=2, convert_to_iter_based=True
    ),
    dict(
        type='CosineAnnealingLR',
        begin=2,
        T_max=12,
        end=14,
        eta_min_ratio=0.001,
        convert_to_iter_based=True,
    ),
]
