# TSN: a 2-D network on 8 frames, averaged; behind an STN at 1e-4 of the
# learning rate.
_base_ = [
    '../../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/tsn_r50.py',
    '../../_base_/datasets/jhmdb_tubes_1x1x8.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=224)
model = dict(
    type='STNRecognizer2D',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    theta_noise=0.1,
    backbone=dict(pretrained=None),
    cls_head=dict(num_classes=21),
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/tsn/tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb/tsn_imagenet-pretrained-r50_8xb32-1x1x8-100e_kinetics400-rgb_20220906-2692d16c.pth'
