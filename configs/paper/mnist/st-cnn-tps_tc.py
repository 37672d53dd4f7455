# ST-CNN thin-plate spline, digits 60 x 60 px, anywhere, with clutter.
# 199,629 parameters.
_base_ = './st-cnn-affine_tc.py'
model = dict(
    backbone=dict(layers='conv[16,9,1,0]-max[2]-conv[219,7,1,0]-max[2]'),
    cls_head=dict(in_channels=876),
    stn=dict(
        transformation=dict(_delete_=True, type='thin_plate_spline'),
    ),
)
