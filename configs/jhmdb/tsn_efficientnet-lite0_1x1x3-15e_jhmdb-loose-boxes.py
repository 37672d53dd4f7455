# Baseline: no STN, trained and tested on loose boxes.
_base_ = 'tsn_efficientnet-lite0_1x1x3-15e_jhmdb-clean-boxes.py'

train_pipeline = _base_.train_pipeline
train_pipeline[3] = dict(type='TubeBoxNoise', level=1.)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
