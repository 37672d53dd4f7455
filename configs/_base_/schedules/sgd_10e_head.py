# The head alone on a frozen backbone: SGD, one cycle over 10 epochs.
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=10, val_interval=10)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=0.003, momentum=0.9, weight_decay=5e-3),
    clip_grad=dict(max_norm=20),
)
cosine = dict(
    type='CosineAnnealingLR', eta_min_ratio=0.001, convert_to_iter_based=True
)
param_scheduler = [dict(**cosine, T_max=10, end=10)]
