# I3D: an inflated ResNet-50 on 32 frames; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/i3d_r50.py',
    '../../_base_/datasets/jhmdb_tubes_32x1x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer, backbone=dict(pretrained=None))
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/i3d/i3d_imagenet-pretrained-r50_8xb8-32x2x1-100e_kinetics400-rgb/i3d_imagenet-pretrained-r50_8xb8-32x2x1-100e_kinetics400-rgb_20220812-e213c223.pth'
