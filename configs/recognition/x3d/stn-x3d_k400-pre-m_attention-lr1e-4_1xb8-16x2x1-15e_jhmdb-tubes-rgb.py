# X3D-M: 16 frames; behind an STN at 1e-4 of the learning rate.
_base_ = [
    '../../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/x3d.py',
    '../../_base_/datasets/jhmdb_tubes_16x2x1.py',
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
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/x3d/facebook/x3d_m_16x5x1_facebook-kinetics400-rgb_20201027-3f42382a.pth'
