# ST-FCN affine, digits bent by a thin-plate spline.
# 400,477 parameters.
_base_ = './_base_/mnist_e.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=28, layers='fc[331]-fc[331]'),
    cls_head=dict(in_channels=331),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_fcn', size=28),
        transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros'))
