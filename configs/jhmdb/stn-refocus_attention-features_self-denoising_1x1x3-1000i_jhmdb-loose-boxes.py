# Without ground truth: the training boxes themselves are as loose as level .5
# makes them, drawn once and for all, and the true ones are forgotten. More
# noise is added, and the loose box it was added to is the target. theta is
# smoothed over time, as it was when this was measured; so must it be in the
# front end (model.stn.temporal=smooth).
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
