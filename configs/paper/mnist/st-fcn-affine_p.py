# ST-FCN affine, digits projected.
# 100,397 parameters.
_base_ = './_base_/mnist_p.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(size=28, layers='fc[83]-fc[83]'),
    cls_head=dict(in_channels=83),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_fcn', size=28
        ),
        transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros',
    ),
)
