# SlowOnly: the slow path of SlowFast, 8 frames; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/slowonly_r50.py',
    '../../_base_/datasets/jhmdb_tubes_8x4x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer, backbone=dict(pretrained=None))
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/slowonly/slowonly_r50_8xb16-8x8x1-256e_kinetics400-rgb/slowonly_r50_8xb16-8x8x1-256e_kinetics400-rgb_20220901-2132fc87.pth'
