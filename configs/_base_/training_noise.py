# What training draws, by whom is trained.
#
# The localisation network alone: boxes that are loose, of every level so that
# good ones are left alone, or too tight, or slide and jump, as those of
# configs/_base_/noise. Three kinds of mistakes also teach it to undo each of
# them better than that one alone.
_loose = dict(type='TubeBoxNoise')
_tight = dict(type='TubeBoxNoise', looseness=1.0, tightness=0.5)
_drift = dict(
    type='TubeBoxNoise', looseness=1.2, shift=0.05, jitter=0.12, drift=1.1
)
localisation_noise = dict(
    type='RandomChoice',
    transforms=[
        [dict(**_loose, level=level)]
        for level in (0.0, 0.25, 0.5, 0.75, 1.0, 1.0)
    ]
    + [
        [dict(**noise, level=level)]
        for noise in (_tight, _drift)
        for level in (0.5, 1.0)
    ],
)

# The recogniser that a front end is put before: true boxes, jittered as much as
# a view errs, in both directions, where a loose box errs in one. It loses
# nothing on true boxes and bears those better that are too tight.
recogniser_noise = dict(
    type='TubeBoxNoise',
    level=1.0,
    looseness=1.2,
    tightness=0.83,
    shift=0.1,
    drop=0.0,
)
