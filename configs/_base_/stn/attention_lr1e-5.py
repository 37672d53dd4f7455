_base_ = 'attention.py'
stn = dict(lr_mult=1e-5)
