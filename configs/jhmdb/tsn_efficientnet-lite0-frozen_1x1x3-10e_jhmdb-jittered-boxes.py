# No STN, trained on the true boxes, jittered as much as a view errs: the
# recogniser that a front end is put before.
_base_ = [
    'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py',
    '../_base_/training_noise.py',
]
train_pipeline = _base_.train_pipeline
train_pipeline[2] = _base_.recogniser_noise
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
