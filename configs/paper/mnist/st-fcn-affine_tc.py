# ST-FCN affine, digits 60 x 60 px, anywhere, with clutter.
# 200,212 parameters.
_base_ = './_base_/mnist_tc.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(size=30, layers='fc[158]-fc[158]'),
    cls_head=dict(in_channels=158),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation',
            layers='max[2]-fc[32]-fc[32]-fc[32]',
            size=60,
        ),
        transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros',
        output_size=30,
    ),
)
