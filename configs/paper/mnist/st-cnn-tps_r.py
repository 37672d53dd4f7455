# ST-CNN thin-plate spline, digits turned by up to 90 degrees.
# 99,804 parameters.
_base_ = './_base_/mnist.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=28, layers='conv[16,9,1,0]-max[2]-conv[98,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=392),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_cnn', size=28
        ),
        transformation=dict(type='thin_plate_spline'),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros',
    ),
)
