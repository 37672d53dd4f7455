# From scratch, SGD, one cycle over 14 epochs, validated at the end.
_base_ = 'sgd_15e.py'
train_cfg = dict(max_epochs=14, val_interval=14)
optim_wrapper = dict(
    optimizer=dict(lr=0.05, nesterov=True), paramwise_cfg=None
)
param_scheduler = [_base_.warm_up, dict(**_base_.cosine, T_max=12, end=14)]
