# TSM: channels shifted along 8 frames, with the optimiser constructor of its
# own; behind an STN.
_base_ = [
    '../_base_/stn_2d.py',
    'mmaction::_base_/models/tsm_r50.py',
    '../../_base_/datasets/jhmdb_tubes_1x1x8.py',
    '../../_base_/schedules/stn_sgd_tsm_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(
    **_base_.recognizer, backbone=dict(pretrained=None, pretrained2d=False)
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/tsm/tsm_imagenet-pretrained-r50_8xb16-1x1x8-50e_kinetics400-rgb/tsm_imagenet-pretrained-r50_8xb16-1x1x8-50e_kinetics400-rgb_20220831-64d69186.pth'
