# ST-FCN affine, digits turned, scaled and shifted, 42 x 42 px.
# 100,177 parameters.
_base_ = './_base_/mnist_rts.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=42, layers='fc[23]-fc[23]'),
    cls_head=dict(in_channels=23),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_fcn', size=42),
        transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros'))
