# Three 3-D convolutions on the volume itself, nothing projected.
_base_ = './_base_/volumes.py'
model = dict(
    backbone=dict(convolutions=(8, 16, 20)), cls_head=dict(in_channels=160)
)
