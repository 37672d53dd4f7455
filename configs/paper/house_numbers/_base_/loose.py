# Made house numbers, loose crops of 128 px, on a budget for two cores: a
# network of a quarter of the paper's width, 2,000 iterations of 64.
_base_ = '../../svhn/_base_/svhn_loose.py'
train_cfg = dict(max_iters=2000, val_interval=2000)
train_dataloader = dict(batch_size=64)
optim_wrapper = dict(clip_grad=dict(max_norm=5))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.05, end=100, by_epoch=False),
    dict(
        type='MultiStepLR',
        milestones=[1400, 1800],
        gamma=0.1,
        by_epoch=False)
]
default_hooks = dict(checkpoint=dict(interval=2000))
model = dict(
    backbone=dict(
        layers='conv[12,5,1,2]-max[2]-conv[16,5,1,2]-conv[32,5,1,2]-max[2]-'
        'conv[40,5,1,2]-conv[48,5,1,2]-max[2]-conv[48,5,1,2]-'
        'conv[48,5,1,2]-max[2]-fc[256]-dropout[0.5]-fc[256]'),
    cls_head=dict(in_channels=256))
