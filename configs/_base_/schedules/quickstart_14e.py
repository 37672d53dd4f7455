# From scratch, AdamW, one cycle over 14 epochs, validated at the end. SGD at
# its best rate leaves some seeds of these 420 steps near chance.
_base_ = 'sgd_15e.py'
train_cfg = dict(max_epochs=14, val_interval=14)
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type='AdamW', lr=2e-3, weight_decay=0.05),
    paramwise_cfg=None,
)
param_scheduler = [_base_.warm_up, dict(**_base_.cosine, T_max=12, end=14)]
