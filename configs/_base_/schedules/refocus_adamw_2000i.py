# 2,000 iterations, for boxes that are wrong in several ways.
_base_ = 'refocus_adamw.py'
train_cfg = dict(max_iters=2000)
optim_wrapper = dict(optimizer=dict(lr=3e-3))
param_scheduler = [
    dict(**_base_.warm_up, end=100),
    dict(**_base_.cosine, begin=100, T_max=1900, end=2000),
]
