_base_ = 'affine.py'
stn = dict(lr_mult=1e-4)
