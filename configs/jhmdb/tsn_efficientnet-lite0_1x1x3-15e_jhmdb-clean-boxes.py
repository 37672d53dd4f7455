# Baseline: no STN, trained on the true boxes (with a little noise as
# augmentation), tested on loose ones.
_base_ = [
    '../_base_/models/tsn_efficientnet-lite0.py',
    '../_base_/datasets/jhmdb_person_tubes.py',
    '../_base_/schedules/sgd_15e.py', '../_base_/default_runtime.py'
]
custom_hooks = [dict(type='ChannelsLastHook')]

crop = dict(type='TubeCrop', size=80, context=1.1)
train_pipeline = _base_.train_pipeline
train_pipeline[3] = dict(type='TubeBoxNoise', level=0.2)
train_pipeline[4] = crop
val_pipeline = _base_.val_pipeline
val_pipeline[4] = crop
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
