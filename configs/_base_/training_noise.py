# The noise that training puts on the boxes.
#
# The localisation network is trained alone on boxes that are loose, too tight,
# or sliding and jumping, like those of configs/_base_/noise. Loose boxes have
# every level, so that the network learns to leave good boxes alone. Trained on
# all three kinds it repairs each one better than trained on that kind alone.
_loose = dict(type='TubeBoxNoise')
_tight = dict(type='TubeBoxNoise', looseness=1.0, tightness=0.5)
_drift = dict(
    type='TubeBoxNoise', looseness=1.2, shift=0.05, jitter=0.12, drift=1.1
)
_every_level = [
    [dict(**_loose, level=level)] for level in (0.0, 0.25, 0.5, 0.75, 1.0, 1.0)
]
localisation_noise = dict(
    type='RandomChoice',
    transforms=_every_level
    + [
        [dict(**noise, level=level)]
        for noise in (_tight, _drift)
        for level in (0.5, 1.0)
    ],
)

# The recogniser behind a front end is trained on true boxes, jittered by as
# much as a view errs: in both directions, where a loose box errs in one. It
# loses nothing on true boxes and copes better with boxes that are too tight.
recognizer_noise = dict(
    type='TubeBoxNoise',
    level=1.0,
    looseness=1.2,
    tightness=0.83,
    shift=0.1,
    drop=0.0,
)

# The noises as steps of a training pipeline, replacing the data set's own.
loose_boxes = dict(
    noise=dict(_delete_=True, type='RandomChoice', transforms=_every_level)
)
mixed_boxes = dict(
    framing=dict(type='RandomFraming'),
    noise=dict(_delete_=True, **localisation_noise),
)
jittered_boxes = dict(noise=recognizer_noise)
