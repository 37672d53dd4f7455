# The volume turned by a 3-D affine transformer, then projected: the 2-D CNN of
# cnn.py, narrower by as much as the localisation network has parameters.
_base_ = './_base_/volumes.py'
model = dict(
    backbone=dict(
        layers='conv[16,9,1,0]-max[2]-conv[28,7,1,0]-max[2]',
        stn=dict(lr_mult=0.3),
    ),
    cls_head=dict(in_channels=252),
)
