# ST-CNN thin-plate spline, for pictures of 28 px.
_base_ = 'st-cnn-affine.py'
model = dict(
    backbone=dict(layers='conv[16,9,1,0]-max[2]-conv[98,7,1,0]-max[2]'),
    cls_head=dict(in_channels=392),
    stn=dict(
        transformation=dict(_delete_=True, type='thin_plate_spline'),
    ),
)
