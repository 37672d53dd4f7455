# X3D-M: 16 frames; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/x3d.py',
    '../../_base_/datasets/jhmdb_tubes_16x2x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/x3d/facebook/x3d_m_16x5x1_facebook-kinetics400-rgb_20201027-3f42382a.pth'
