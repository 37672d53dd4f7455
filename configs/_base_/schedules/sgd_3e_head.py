# The head goes on for three epochs: one more, shorter cycle.
_base_ = 'sgd_10e_head.py'
train_cfg = dict(max_epochs=3, val_interval=3)
param_scheduler = [dict(**_base_.cosine, T_max=3, end=3)]
