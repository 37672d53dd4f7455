# TSN on a backbone of torchvision; behind an STN.
_base_ = '../stn-tsn_k400-pre-r50_1xb8-1x1x8-15e_jhmdb-rgb.py'
model = dict(
    backbone=dict(
        _delete_=True, type='torchvision.densenet121', weights='IMAGENET1K_V1'
    ),
    cls_head=dict(in_channels=1024),
)
load_from = None
