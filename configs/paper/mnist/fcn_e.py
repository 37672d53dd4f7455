# FCN, digits bent by a thin-plate spline.
# 99,670 parameters.
_base_ = './_base_/mnist_e.py'
model = dict(
    backbone=dict(size=28, layers='fc[110]-fc[110]'),
    cls_head=dict(in_channels=110),
)
