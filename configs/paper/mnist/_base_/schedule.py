# The short budget of configs/paper/README.md, the same for every network:
# AdamW, batches of 128, one cosine. The paper: SGD, 150k iterations of 256 at
# 0.01, a tenth after each 50k, one rate for all.
_base_ = '../../_base_/one_cycle.py'
train_cfg = dict(type='IterBasedTrainLoop', max_iters=600, val_interval=600)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='AdamW', lr=0.006, weight_decay=0.0001),
    paramwise_cfg=dict(custom_keys=dict(localisation=dict(lr_mult=0.3))),
    clip_grad=dict(max_norm=5),
)
param_scheduler = [_base_.warm_up, dict(**_base_.cosine, end=600)]
