# FCN, digits 60 x 60 px, anywhere, with clutter.
# 201,695 parameters.
_base_ = ['./_base_/mnist_tc.py', './_base_/fcn.py']
model = dict(
    backbone=dict(size=60, layers='fc[55]-fc[55]'),
    cls_head=dict(in_channels=55),
)
