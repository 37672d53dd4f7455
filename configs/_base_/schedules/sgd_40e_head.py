# The head alone on a frozen backbone and on few clips: SGD, 40 epochs, which
# on 60 clips are as many steps as 10 epochs on JHMDB.
_base_ = 'sgd_10e_head.py'
train_cfg = dict(max_epochs=40, val_interval=40)
param_scheduler = [dict(**_base_.cosine, T_max=40, end=40)]
