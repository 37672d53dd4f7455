# A family that the recognisers never saw in training (the localisation network
# did): the box slides off the person over time and jumps from frame to frame,
# in place and size. At level 1 the mean IoU of the squared boxes with the true
# ones is .50 on JHMDB.
box_noise = dict(
    type='TubeBoxNoise',
    level=1.0,
    looseness=1.2,
    tightness=1.0,
    shift=0.05,
    aspect=1.1,
    jitter=0.12,
    drift=1.1,
    drop=0.2,
)
