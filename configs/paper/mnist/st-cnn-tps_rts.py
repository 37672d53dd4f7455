# ST-CNN thin-plate spline, digits turned, scaled and shifted, 42 x 42 px.
# 99,954 parameters.
_base_ = './_base_/mnist_rts.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=28, layers='conv[16,9,1,0]-max[2]-conv[104,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=416),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation',
            layers='max[2]-conv[20,5,1,0]-max[2]-conv[20,5,1,0]-max[2]-fc[20]',
            size=42,
        ),
        transformation=dict(type='thin_plate_spline'),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros',
        output_size=28,
    ),
)
