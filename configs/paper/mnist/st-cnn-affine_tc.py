# ST-CNN affine, digits 60 x 60 px, anywhere, with clutter.
# 199,908 parameters.
_base_ = './_base_/mnist_tc.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=30, layers='conv[16,9,1,0]-max[2]-conv[220,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=880),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation',
            layers='max[2]-conv[20,5,1,0]-max[2]-conv[20,5,1,0]-max[2]-fc[20]',
            size=60,
        ),
        transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros',
        output_size=30,
    ),
)
