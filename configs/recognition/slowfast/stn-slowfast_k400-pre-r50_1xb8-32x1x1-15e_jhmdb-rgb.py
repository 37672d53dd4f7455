# SlowFast: both paths see the same view of 32 frames; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/slowfast_r50.py',
    '../../_base_/datasets/jhmdb_tubes_32x1x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/slowfast/slowfast_r50_8xb8-4x16x1-256e_kinetics400-rgb/slowfast_r50_8xb8-4x16x1-256e_kinetics400-rgb_20220901-701b0f6f.pth'
