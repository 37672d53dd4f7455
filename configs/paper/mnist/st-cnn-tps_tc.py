# ST-CNN thin-plate spline, digits 60 x 60 px, anywhere, with clutter.
# 199,679 parameters.
_base_ = './_base_/mnist_tc.py'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=30, layers='conv[16,9,1,0]-max[2]-conv[157,7,1,0]-max[2]'),
    cls_head=dict(in_channels=628),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_cnn', size=60),
        transformation=dict(type='thin_plate_spline'),
        thumbnail_size=None,
        in_channels=1,
        padding_mode='zeros', output_size=30))
