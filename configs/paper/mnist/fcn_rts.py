# FCN, digits turned, scaled and shifted, 42 x 42 px.
# 100,715 parameters.
_base_ = ['./_base_/mnist_rts.py', './_base_/fcn.py']
model = dict(
    backbone=dict(size=42, layers='fc[55]-fc[55]'),
    cls_head=dict(in_channels=55),
)
