# Made house numbers, tight crops of 64 px, on a budget for one core: a small
# network of five layers, 6,400 iterations of 64 with AdamW, one cosine.
# Training crops move by up to 4 of the 64 px. Batch norm, also after the fully
# connected layers and in the localisation networks: theta follows the number
# only once the classifier has learnt something, which takes long without it.
_base_ = ['../../svhn/_base_/svhn.py', '../../_base_/one_cycle.py']
train_cfg = dict(max_iters=6400, val_interval=6400)
train_dataloader = dict(
    batch_size=64,
    num_workers=0,
    persistent_workers=False,
    dataset=dict(pipeline=dict(crop=dict(shift=0.06, keep=True))),
)
val_dataloader = dict(num_workers=0, persistent_workers=False)
test_dataloader = val_dataloader
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type='AdamW', lr=0.003, weight_decay=0.0001),
    clip_grad=dict(max_norm=5),
)
param_scheduler = [_base_.warm_up, dict(**_base_.cosine, end=6400)]
default_hooks = dict(checkpoint=dict(interval=6400))
custom_hooks = [dict(type='ChannelsLastHook', whole_model=True)]
model = dict(
    backbone=dict(
        batch_norm=True,
        layers='conv[24,5,2,2]-max[2]-conv[48,3,1,1]-max[2]-conv[64,3,1,1]-'
        'conv[64,3,1,1]-fc[256]',
    ),
    cls_head=dict(in_channels=256, dropout_ratio=0),
)
