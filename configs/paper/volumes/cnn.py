# The volume projected onto a plane as it is, then a 2-D CNN.
_base_ = './_base_/volumes.py'
model = dict(
    backbone=dict(layers='conv[16,9,1,0]-max[2]-conv[63,7,1,0]-max[2]'),
    cls_head=dict(in_channels=567),
)
