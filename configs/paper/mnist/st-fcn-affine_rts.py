# ST-FCN affine, digits turned, scaled and shifted, 42 x 42 px.
# 100,124 parameters.
_base_ = './_base_/mnist_rts.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(size=28, layers='fc[94]-fc[94]'),
    cls_head=dict(in_channels=94),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation',
            layers='max[2]-fc[32]-fc[32]-fc[32]',
            size=42,
        ),
        transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros',
        output_size=28,
    ),
)
