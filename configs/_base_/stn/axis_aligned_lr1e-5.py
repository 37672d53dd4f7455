_base_ = 'axis_aligned.py'
stn = dict(lr_mult=1e-5)
