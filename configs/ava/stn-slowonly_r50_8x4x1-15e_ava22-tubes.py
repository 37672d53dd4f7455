# AVA by a multi-label recogniser with an STN on person tubes. Train the
# localisation network alone first (stn-refocus_...) and give its checkpoint
# as model.stn_checkpoint.
_base_ = [
    '../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/slowonly_r50.py',
    '../_base_/datasets/ava_person_tubes.py',
    '../_base_/schedules/sgd_15e.py',
    '../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=224)
model = dict(
    type='STNRecognizer3D',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    stn_checkpoint=None,
    backbone=dict(pretrained=None),
    cls_head=dict(
        num_classes=60,
        multi_class=True,
        loss_cls=dict(type='BCELossWithLogits'),
        average_clips='score',
    ),
)
# SlowOnly of MMAction2's zoo, trained on Kinetics-400
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/slowonly/slowonly_imagenet-pretrained-r50_8xb16-4x16x1-steplr-150e_kinetics400-rgb/slowonly_imagenet-pretrained-r50_8xb16-4x16x1-steplr-150e_kinetics400-rgb_20220901-e7b65fad.pth'
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
