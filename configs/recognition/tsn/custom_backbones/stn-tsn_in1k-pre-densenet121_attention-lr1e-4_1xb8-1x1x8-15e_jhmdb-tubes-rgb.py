# TSN on a backbone of torchvision; behind an STN at 1e-4 of the learning
# rate.
_base_ = [
    '../../../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/tsn_r50.py',
    '../../../_base_/datasets/jhmdb_tubes_1x1x8.py',
    '../../../_base_/schedules/stn_sgd_15e.py',
    '../../../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=224)
model = dict(
    type='STNRecognizer2D',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    theta_noise=0.1,
    backbone=dict(
        _delete_=True, type='torchvision.densenet121', weights='IMAGENET1K_V1'
    ),
    cls_head=dict(in_channels=1024, num_classes=21),
)
