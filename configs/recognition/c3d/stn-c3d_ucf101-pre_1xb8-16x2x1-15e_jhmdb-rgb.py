# C3D: 16 frames of 112 px, which its linear layers fix; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/c3d_sports1m_pretrained.py',
    '../../_base_/datasets/jhmdb_tubes_16x2x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
recognizer = _base_.recognizer
recognizer.stn.output_size = 112
model = dict(**recognizer, backbone=dict(pretrained=None))
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/c3d/c3d_sports1m-pretrained_8xb30-16x1x1-45e_ucf101-rgb/c3d_sports1m-pretrained_8xb30-16x1x1-45e_ucf101-rgb_20220811-31723200.pth'
