# R(2+1)D: 3-D convolutions in a spatial and a temporal part, 8 frames;
# behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/r2plus1d_r34.py',
    '../../_base_/datasets/jhmdb_tubes_8x4x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/r2plus1d/r2plus1d_r34_8xb8-8x8x1-180e_kinetics400-rgb/r2plus1d_r34_8xb8-8x8x1-180e_kinetics400-rgb_20220812-47cfe041.pth'
