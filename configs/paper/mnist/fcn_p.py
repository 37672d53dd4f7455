# FCN, digits projected.
# 399,615 parameters.
_base_ = './_base_/mnist_p.py'
model = dict(
    backbone=dict(
        size=28, layers='fc[349]-fc[349]'),
    cls_head=dict(in_channels=349))
