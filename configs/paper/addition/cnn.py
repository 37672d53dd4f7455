# CNN, which pools over the places where a digit may be.
_base_ = './_base_/addition.py'
model = dict(
    backbone=dict(layers='conv[32,9,1,0]-max[2]-conv[84,7,1,0]-max[2]-fc[85]'),
    cls_head=dict(in_channels=85),
)
