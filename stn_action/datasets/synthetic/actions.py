"""The actions of the generated data set: phase in, pose out.

They differ in what the limbs do, not in where the person is, so a recogniser
has to resolve arms and legs. Phase is in radians, one action per 2 pi;
``amount`` (about 1) scales the motion; ``side`` is the limb of one-sided
actions.
"""

import numpy as np

from .skeleton import REST_ARM, REST_LEG, Pose


def _other(side):
    return 'right' if side == 'left' else 'left'


def _cycle(phase):
    """0 at rest, 1 at the extreme, smooth."""
    return (1 - np.cos(phase)) / 2


def _waving_arm(phase, amount):
    return (95.0, 10.0, 165.0 + 42.0 * amount * np.sin(phase), 10.0)


def wave_one_hand(phase, amount, side):
    return Pose(
        roll=2 * np.sin(phase),
        arms={side: _waving_arm(phase, amount), _other(side): REST_ARM},
    )


def wave_both_hands(phase, amount, side):
    arm = _waving_arm(phase, amount)
    return Pose(arms=dict(left=arm, right=arm))


def clap(phase, amount, side):
    swing = 5.0 + 42.0 * amount * np.cos(phase)
    arm = (30.0 + 0.3 * swing, 40.0, swing, 95.0)
    return Pose(arms=dict(left=arm, right=arm))


def jumping_jack(phase, amount, side):
    k = _cycle(phase)
    arm = (12.0 + 150.0 * amount * k, 4.0, 8.0 + 160.0 * amount * k, 8.0)
    leg = (3.0 + 26.0 * amount * k, 0.0, 0.0)
    return Pose(
        lift=0.07 * amount * abs(np.sin(phase)),
        arms=dict(left=arm, right=arm),
        legs=dict(left=leg, right=leg),
    )


def squat(phase, amount, side):
    k = amount * _cycle(phase)
    arm = (10.0, 5.0 + 75.0 * k, 6.0, 14.0 + 70.0 * k)
    leg = (5.0 + 14.0 * k, 82.0 * k, 125.0 * k)
    return Pose(
        pitch=28.0 * k,
        arms=dict(left=arm, right=arm),
        legs=dict(left=leg, right=leg),
    )


def kick(phase, amount, side):
    k = amount * max(0.0, np.sin(phase))
    back = amount * max(0.0, -np.sin(phase))
    leg = (4.0 + 22.0 * k, 78.0 * k - 22.0 * back, 8.0 + 55.0 * back)
    balance = (20.0 + 25.0 * k, -8.0 * k, 14.0 + 25.0 * k, 12.0)
    return Pose(
        pitch=-7.0 * k,
        arms={side: REST_ARM, _other(side): balance},
        legs={side: leg, _other(side): (3.0, 0.0, 5.0)},
    )


def walk_in_place(phase, amount, side):
    def leg(k):
        return (4.0, 58.0 * amount * max(0.0, k), 82.0 * amount * max(0.0, k))

    def arm(k):
        return (9.0, 28.0 * amount * k, 6.0, 30.0 + 40.0 * amount * k)

    k = np.sin(phase)
    return Pose(
        arms=dict(left=arm(-k), right=arm(k)),
        legs=dict(left=leg(k), right=leg(-k)),
    )


def bend(phase, amount, side):
    k = amount * _cycle(phase)
    arm = (6.0, 4.0 + 24.0 * k, 4.0, 12.0 + 14.0 * k)
    leg = (5.0, 0.0, 10.0 * k)
    return Pose(
        pitch=88.0 * k,
        arms=dict(left=arm, right=arm),
        legs=dict(left=leg, right=leg),
    )


def stand(phase, amount, side):
    """Standing still: no class of its own, but bystanders may do it."""
    sway = 3 * np.sin(phase)
    arm = (REST_ARM[0] + sway, *REST_ARM[1:])
    return Pose(
        roll=0.5 * sway,
        arms=dict(left=arm, right=REST_ARM),
        legs=dict(left=REST_LEG, right=REST_LEG),
    )


#: In the order of the labels.
ACTIONS = dict(
    wave_one_hand=wave_one_hand,
    wave_both_hands=wave_both_hands,
    clap=clap,
    jumping_jack=jumping_jack,
    squat=squat,
    kick=kick,
    walk_in_place=walk_in_place,
    bend=bend,
)
CLASSES = tuple(ACTIONS)
