# The recipe's localisation network: on boxes that are loose, too tight, or
# slide and jump, as those of configs/_base_/noise. Three kinds of mistakes
# also teach it to undo each of them better than that one alone.
_base_ = 'stn-refocus_attention-features_1x1x3-1000i_jhmdb-loose-boxes.py'
loose = dict(type='TubeBoxNoise')
tight = dict(type='TubeBoxNoise', looseness=1., tightness=0.5)
drift = dict(
    type='TubeBoxNoise', looseness=1.2, shift=0.05, jitter=0.12, drift=1.1)
train_pipeline = _base_.train_pipeline
train_pipeline[2] = dict(
    type='RandomChoice',
    transforms=[[dict(**loose, level=level)]
                for level in (0., 0.25, 0.5, 0.75, 1., 1.)] +
    [[dict(**noise, level=level)] for noise in (tight, drift)
     for level in (0.5, 1.)])
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
