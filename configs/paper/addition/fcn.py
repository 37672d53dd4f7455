# FCN. About 315,000 parameters, as all of them (within 3 %).
_base_ = './_base_/addition.py'
model = dict(
    backbone=dict(layers='fc[87]-fc[87]'), cls_head=dict(in_channels=87)
)
