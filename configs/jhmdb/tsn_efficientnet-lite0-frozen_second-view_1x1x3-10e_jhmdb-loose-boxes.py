# Baseline: no STN; beside the crop the recogniser sees a random window of it,
# and averages over both. What of an STN's gain is that of a second view alone?
_base_ = 'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py'
custom_imports = dict(
    imports=['stn_action', 'stn_action.experiments.second_view']
)
train_pipeline = _base_.train_pipeline
train_pipeline.insert(4, dict(type='RandomSecondView', scale=(0.5, 1.0)))
val_pipeline = _base_.val_pipeline
val_pipeline.insert(4, dict(type='RandomSecondView', scale=(0.5, 1.0), seed=0))
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
