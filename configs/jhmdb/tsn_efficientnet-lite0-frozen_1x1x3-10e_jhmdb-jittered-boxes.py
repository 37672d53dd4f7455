# No STN, trained on the true boxes, jittered as much as a view errs: in both
# directions, where a loose box errs in one. It loses nothing on true boxes and
# makes better use of an STN's view.
_base_ = 'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py'
train_pipeline = _base_.train_pipeline
train_pipeline[2] = dict(
    type='TubeBoxNoise',
    level=1.,
    looseness=1.2,
    tightness=0.83,
    shift=0.1,
    drop=0.)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
