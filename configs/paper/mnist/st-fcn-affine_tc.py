# ST-FCN affine, digits 60 x 60 px, anywhere, with clutter.
# 200,212 parameters.
_base_ = ['./_base_/mnist_tc.py', './_base_/st-fcn-affine.py']
model = dict(
    backbone=dict(size=30, layers='fc[158]-fc[158]'),
    cls_head=dict(in_channels=158),
    stn=dict(
        localisation=dict(layers=_base_.larger, size=60),
        output_size=30,
    ),
)
