# ST-CNN affine, digits 60 x 60 px, anywhere, with clutter.
# 199,908 parameters.
_base_ = ['./_base_/mnist_tc.py', './_base_/st-cnn-affine.py']
model = dict(
    backbone=dict(
        size=30, layers='conv[16,9,1,0]-max[2]-conv[220,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=880),
    stn=dict(
        localisation=dict(layers=_base_.larger, size=60),
        output_size=30,
    ),
)
