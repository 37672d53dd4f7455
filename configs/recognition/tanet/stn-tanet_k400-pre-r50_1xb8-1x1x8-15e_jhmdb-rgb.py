# TANet: temporal adaptive modules on 8 frames, with the optimiser
# constructor of TSM; behind an STN.
_base_ = [
    '../_base_/stn_2d.py',
    'mmaction::_base_/models/tanet_r50.py',
    '../../_base_/datasets/jhmdb_tubes_1x1x8.py',
    '../../_base_/schedules/stn_sgd_tsm_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer, backbone=dict(pretrained=None))
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/tanet/tanet_imagenet-pretrained-r50_8xb8-dense-1x1x8-100e_kinetics400-rgb/tanet_imagenet-pretrained-r50_8xb8-dense-1x1x8-100e_kinetics400-rgb_20220919-a34346bc.pth'
