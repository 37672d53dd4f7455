# The 3-D recogniser without STN, trained on the true boxes, jittered: see that
# of the 2-D one.
_base_ = 'efficientnet-lite0-2plus1d-frozen_8x4x1-10e_jhmdb-loose-boxes.py'
train_pipeline = _base_.train_pipeline
train_pipeline[2] = dict(
    type='TubeBoxNoise',
    level=1.,
    looseness=1.2,
    tightness=0.83,
    shift=0.1,
    drop=0.)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
