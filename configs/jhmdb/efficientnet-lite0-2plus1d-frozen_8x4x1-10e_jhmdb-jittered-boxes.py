# The 3-D recogniser without STN, trained on the true boxes, jittered: see that
# of the 2-D one.
_base_ = [
    'efficientnet-lite0-2plus1d-frozen_8x4x1-10e_jhmdb-loose-boxes.py',
    '../_base_/training_noise.py',
]
train_pipeline = _base_.train_pipeline
train_pipeline[2] = _base_.recogniser_noise
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
