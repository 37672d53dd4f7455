# TSM: channels shifted along 8 frames, with the optimiser constructor of its
# own; behind an STN at 1e-4 of the learning rate.
_base_ = [
    '../../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/tsm_r50.py',
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
    backbone=dict(pretrained=None, pretrained2d=False),
    cls_head=dict(num_classes=21),
)
optim_wrapper = dict(
    paramwise_cfg=dict(
        _delete_=True,
        base_constructor='TSMOptimWrapperConstructor',
        fc_lr5=True,
    )
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/tsm/tsm_imagenet-pretrained-r50_8xb16-1x1x8-50e_kinetics400-rgb/tsm_imagenet-pretrained-r50_8xb16-1x1x8-50e_kinetics400-rgb_20220831-64d69186.pth'
