# AVA by a multi-label recogniser on person tubes, without an STN.
_base_ = [
    'mmaction::_base_/models/slowonly_r50.py',
    '../_base_/datasets/ava_person_tubes.py',
    '../_base_/schedules/sgd_15e.py',
    '../_base_/default_runtime.py',
]
model = dict(
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

# without an STN the backbone sees the box with a small margin
train_dataloader = dict(
    dataset=dict(pipeline=dict(crop=dict(size=224, context=1.1)))
)
val_dataloader = dict(
    dataset=dict(pipeline=dict(crop=dict(size=224, context=1.1)))
)
test_dataloader = val_dataloader
