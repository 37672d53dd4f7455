# CNN, digits projected.
# 400,057 parameters.
_base_ = './_base_/mnist_p.py'
model = dict(
    backbone=dict(
        size=28, layers='conv[32,9,1,0]-max[2]-conv[247,7,1,0]-max[2]'),
    cls_head=dict(in_channels=988))
