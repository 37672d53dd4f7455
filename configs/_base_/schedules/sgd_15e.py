# Fine-tuning: SGD, one cycle over 15 epochs, the head five times as fast.
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=15, val_interval=5)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=5e-4),
    paramwise_cfg=dict(custom_keys=dict(cls_head=dict(lr_mult=5.0))),
    clip_grad=dict(max_norm=20),
)
warm_up = dict(
    type='LinearLR', start_factor=0.05, end=2, convert_to_iter_based=True
)
cosine = dict(
    type='CosineAnnealingLR',
    begin=2,
    eta_min_ratio=0.001,
    convert_to_iter_based=True,
)
param_scheduler = [warm_up, dict(**cosine, T_max=13, end=15)]
