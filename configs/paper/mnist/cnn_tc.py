# CNN, digits 60 x 60 px, anywhere, with clutter.
# 199,947 parameters.
_base_ = ['./_base_/mnist_tc.py', './_base_/cnn.py']
model = dict(
    backbone=dict(
        size=60, layers='conv[16,9,1,0]-max[4]-conv[227,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=2043),
)
