# The noise that the recognisers are trained with, TubeBoxNoise's default:
# boxes too large by a factor of up to 2 and shifted. At level 1 the mean IoU
# of the squared boxes with the true ones is .50 on JHMDB.
box_noise = dict(
    type='TubeBoxNoise',
    level=1.0,
    looseness=2.0,
    tightness=1.0,
    shift=0.16,
    aspect=1.1,
    jitter=0.02,
    drift=0.0,
    drop=0.2,
)
