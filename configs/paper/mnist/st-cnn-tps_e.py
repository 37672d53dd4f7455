# ST-CNN thin-plate spline, digits bent by a thin-plate spline.
# 399,990 parameters.
_base_ = './_base_/mnist_e.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=28, layers='conv[32,9,1,0]-max[2]-conv[236,7,1,0]-max[2]'),
    cls_head=dict(in_channels=944),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_cnn', size=28),
        transformation=dict(type='thin_plate_spline'),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros'))
