# ST-CNN affine, digits turned, scaled and shifted, 42 x 42 px.
# 100,233 parameters.
_base_ = ['./_base_/mnist_rts.py', './_base_/st-cnn-affine.py']
model = dict(
    backbone=dict(layers='conv[16,9,1,0]-max[2]-conv[105,7,1,0]-max[2]'),
    cls_head=dict(in_channels=420),
    stn=dict(
        localisation=dict(layers=_base_.larger, size=42),
        output_size=28,
    ),
)
