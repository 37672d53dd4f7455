# TSN: a 2-D network on 8 frames, averaged; behind an STN.
_base_ = [
    '../_base_/stn_2d.py',
    'mmaction::_base_/models/tsn_r50.py',
    '../../_base_/datasets/jhmdb_tubes_1x1x8.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer, backbone=dict(pretrained=None))
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb/tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb_20220906-2692d16c.pth'
