# ST-FCN affine, for pictures of 28 px.
_base_ = 'st-cnn-affine.py'
# Layers of the localisation network where pictures are larger than 28 px.
larger = 'max[2]-fc[32]-fc[32]-fc[32]'
model = dict(
    backbone=dict(layers='fc[83]-fc[83]'),
    cls_head=dict(in_channels=83),
    stn=dict(localisation=dict(layers='mnist_fcn')),
)
