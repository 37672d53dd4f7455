# Training without ground truth. The training boxes get noise of level .5,
# drawn once, and the true boxes are dropped. More noise is added, and the
# target is the loose box before this noise. theta is smoothed over time, as it
# was when this was measured; the front end must do the same
# (model.stn.temporal=smooth).
_base_ = 'stn-refocus_attention-features_1x1x3-1000i_jhmdb-loose-boxes.py'
model = dict(stn=dict(temporal='smooth'))
order = _base_.order
order.insert(order.index('noise'), 'loosen')
order.insert(order.index('noise'), 'forget')
train_dataloader = dict(
    dataset=dict(
        pipeline=dict(
            order=order,
            loosen=dict(type='TubeBoxNoise', level=0.5, seed=1000),
            forget=dict(type='ForgetCleanBoxes'),
            noise=_base_.localisation_noise,
        )
    )
)
