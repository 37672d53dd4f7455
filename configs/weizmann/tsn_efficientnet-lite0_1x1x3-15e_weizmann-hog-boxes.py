# Baseline: no STN, the detector's boxes with some noise as augmentation.
_base_ = [
    '../_base_/models/tsn_efficientnet-lite0.py',
    '../_base_/datasets/weizmann_person_tubes.py',
    '../_base_/schedules/sgd_15e.py', '../_base_/default_runtime.py'
]
model = dict(cls_head=dict(num_classes=10))
custom_hooks = [dict(type='ChannelsLastHook')]

# what the target of the STN would be: the detector's box as it is
crop = dict(type='TubeCrop', size=80, context=1.)
train_pipeline = _base_.train_pipeline
train_pipeline[4] = crop
val_pipeline = _base_.val_pipeline
val_pipeline[3] = crop
# 60 clips: small batches, or there would be five steps in an epoch
train_dataloader = dict(
    batch_size=6, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
optim_wrapper = dict(optimizer=dict(lr=0.005))
default_hooks = dict(checkpoint=dict(interval=15, max_keep_ckpts=1))
