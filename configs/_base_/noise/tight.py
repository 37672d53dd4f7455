# A family that the recognisers never saw in training (the localisation network
# did): boxes cut into the person, down to half its size, so that limbs are cut
# off (half of the true box's area is left). At level 1 the mean IoU of the
# squared boxes with the true ones is .50 on JHMDB.
box_noise = dict(
    type='TubeBoxNoise',
    level=1.0,
    looseness=1.0,
    tightness=0.5,
    shift=0.16,
    aspect=1.1,
    jitter=0.02,
    drift=0.0,
    drop=0.2,
)
