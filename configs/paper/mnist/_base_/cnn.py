# CNN, for pictures of 28 px.
_base_ = 'model.py'
model = dict(
    backbone=dict(
        size=28, layers='conv[16,9,1,0]-max[2]-conv[120,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=480),
)
