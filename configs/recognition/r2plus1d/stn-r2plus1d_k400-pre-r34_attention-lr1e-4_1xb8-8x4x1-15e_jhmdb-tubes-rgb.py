# R(2+1)D: 3-D convolutions in a spatial and a temporal part, 8 frames; behind
# an STN at 1e-4 of the learning rate.
_base_ = [
    '../../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/r2plus1d_r34.py',
    '../../_base_/datasets/jhmdb_tubes_8x4x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=224)
model = dict(
    type='STNRecognizer3D',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    theta_noise=0.1,
    cls_head=dict(num_classes=21),
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/r2plus1d/r2plus1d_r34_8xb8-8x8x1-180e_kinetics400-rgb/r2plus1d_r34_8xb8-8x8x1-180e_kinetics400-rgb_20220812-47cfe041.pth'
