# ST-FCN affine, digits turned, scaled and shifted, 42 x 42 px.
# 100,124 parameters.
_base_ = ['./_base_/mnist_rts.py', './_base_/st-fcn-affine.py']
model = dict(
    backbone=dict(layers='fc[94]-fc[94]'),
    cls_head=dict(in_channels=94),
    stn=dict(
        localisation=dict(layers=_base_.larger, size=42),
        output_size=28,
    ),
)
