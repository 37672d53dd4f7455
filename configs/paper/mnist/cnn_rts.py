# CNN, digits turned, scaled and shifted, 42 x 42 px.
# 100,322 parameters.
_base_ = ['./_base_/mnist_rts.py', './_base_/cnn.py']
model = dict(
    backbone=dict(
        size=42, layers='conv[16,9,1,0]-max[3]-conv[120,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=480),
)
