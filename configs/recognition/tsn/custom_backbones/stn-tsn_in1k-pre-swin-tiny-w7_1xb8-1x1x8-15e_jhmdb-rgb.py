# TSN on a backbone of timm; behind an STN.
_base_ = '../stn-tsn_k400-pre-r50_1xb8-1x1x8-15e_jhmdb-rgb.py'
model = dict(
    backbone=dict(
        _delete_=True,
        type='timm.swin_tiny_patch4_window7_224',
        pretrained=True,
        feature_shape='NHWC',
    ),
    cls_head=dict(in_channels=768),
)
load_from = None
