# Baseline: no STN, trained and tested on loose boxes with the context around
# them that an STN is given, at the backbone's own size.
_base_ = 'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py'
crop = dict(type='TubeCrop', size=112, context=1.4)
train_pipeline = _base_.train_pipeline
train_pipeline[3] = crop
val_pipeline = _base_.val_pipeline
val_pipeline[3] = crop
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
