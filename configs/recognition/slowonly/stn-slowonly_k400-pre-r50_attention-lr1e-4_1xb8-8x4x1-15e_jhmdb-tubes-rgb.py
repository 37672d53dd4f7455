# SlowOnly: the slow path of SlowFast, 8 frames; behind an STN at 1e-4 of the
# learning rate.
_base_ = [
    '../../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/slowonly_r50.py',
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
    backbone=dict(pretrained=None),
    cls_head=dict(num_classes=21),
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/slowonly/slowonly_r50_8xb16-8x8x1-256e_kinetics400-rgb/slowonly_r50_8xb16-8x8x1-256e_kinetics400-rgb_20220901-2132fc87.pth'
