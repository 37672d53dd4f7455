# FCN, for pictures of 28 px.
_base_ = 'model.py'
model = dict(
    backbone=dict(size=28, layers='fc[110]-fc[110]'),
    cls_head=dict(in_channels=110),
)
