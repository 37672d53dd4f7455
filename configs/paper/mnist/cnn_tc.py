# CNN, digits 60 x 60 px, anywhere, with clutter.
# 199,457 parameters.
_base_ = './_base_/mnist_tc.py'
model = dict(
    backbone=dict(
        size=60, layers='conv[16,9,1,0]-max[2]-conv[111,7,1,0]-max[2]'),
    cls_head=dict(in_channels=11100))
