# C2D: 2-D convolutions on a clip of 8 frames, pooled over time; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/c2d_r50.py',
    '../../_base_/datasets/jhmdb_tubes_8x4x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer, backbone=dict(pretrained=None))
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/c2d/c2d_r50-in1k-pre_8xb32-8x8x1-100e_kinetics400-rgb/c2d_r50-in1k-pre_8xb32-8x8x1-100e_kinetics400-rgb_20221027-3ca304fa.pth'
