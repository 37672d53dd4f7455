# Made house numbers, loose crops of 128 px, on a budget for one core: a small
# network of five layers, 800 iterations of 64 with AdamW, one cosine.
_base_ = '../../svhn/_base_/svhn_loose.py'
train_cfg = dict(max_iters=800, val_interval=800)
train_dataloader = dict(batch_size=64, num_workers=0, persistent_workers=False)
val_dataloader = dict(num_workers=0, persistent_workers=False)
test_dataloader = val_dataloader
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type='AdamW', lr=0.002, weight_decay=0.0001),
    clip_grad=dict(max_norm=5))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.05, end=50, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        eta_min_ratio=0.01,
        begin=50,
        end=800,
        by_epoch=False)
]
default_hooks = dict(checkpoint=dict(interval=800))
custom_hooks = [dict(type='ChannelsLastHook', whole_model=True)]
model = dict(
    backbone=dict(
        layers='conv[16,5,2,2]-max[2]-conv[32,5,1,2]-max[2]-conv[48,5,1,2]-'
        'conv[48,5,1,2]-max[2]-max[2]-fc[256]'),
    cls_head=dict(in_channels=256, dropout_ratio=0))
