# ST-CNN thin-plate spline, digits turned, scaled and shifted, 42 x 42 px.
# 100,464 parameters.
_base_ = './_base_/mnist_rts.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=42, layers='conv[16,9,1,0]-max[2]-conv[66,7,1,0]-max[2]'),
    cls_head=dict(in_channels=1650),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_cnn', size=42),
        transformation=dict(type='thin_plate_spline'),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros'))
