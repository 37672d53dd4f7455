# ST-CNN thin-plate spline, digits turned, scaled and shifted, 42 x 42 px.
# 99,954 parameters.
_base_ = './st-cnn-affine_rts.py'
model = dict(
    backbone=dict(layers='conv[16,9,1,0]-max[2]-conv[104,7,1,0]-max[2]'),
    cls_head=dict(in_channels=416),
    stn=dict(
        transformation=dict(_delete_=True, type='thin_plate_spline'),
    ),
)
