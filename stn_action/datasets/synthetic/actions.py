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
    return (95., 10., 165. + 42. * amount * np.sin(phase), 10.)


def wave_one_hand(phase, amount, side):
    return Pose(
        roll=2 * np.sin(phase),
        arms={side: _waving_arm(phase, amount), _other(side): REST_ARM})


def wave_both_hands(phase, amount, side):
    arm = _waving_arm(phase, amount)
    return Pose(arms=dict(left=arm, right=arm))


def clap(phase, amount, side):
    swing = 5. + 42. * amount * np.cos(phase)
    arm = (30. + .3 * swing, 40., swing, 95.)
    return Pose(arms=dict(left=arm, right=arm))


def jumping_jack(phase, amount, side):
    k = _cycle(phase)
    arm = (12. + 150. * amount * k, 4., 8. + 160. * amount * k, 8.)
    leg = (3. + 26. * amount * k, 0., 0.)
    return Pose(
        lift=.07 * amount * abs(np.sin(phase)),
        arms=dict(left=arm, right=arm),
        legs=dict(left=leg, right=leg))


def squat(phase, amount, side):
    k = amount * _cycle(phase)
    arm = (10., 5. + 75. * k, 6., 14. + 70. * k)
    leg = (5. + 14. * k, 82. * k, 125. * k)
    return Pose(
        pitch=28. * k,
        arms=dict(left=arm, right=arm),
        legs=dict(left=leg, right=leg))


def kick(phase, amount, side):
    k = amount * max(0., np.sin(phase))
    back = amount * max(0., -np.sin(phase))
    leg = (4. + 22. * k, 78. * k - 22. * back, 8. + 55. * back)
    balance = (20. + 25. * k, -8. * k, 14. + 25. * k, 12.)
    return Pose(
        pitch=-7. * k,
        arms={side: REST_ARM, _other(side): balance},
        legs={side: leg, _other(side): (3., 0., 5.)})


def walk_in_place(phase, amount, side):
    def leg(k):
        return (4., 58. * amount * max(0., k), 82. * amount * max(0., k))

    def arm(k):
        return (9., 28. * amount * k, 6., 30. + 40. * amount * k)

    k = np.sin(phase)
    return Pose(
        arms=dict(left=arm(-k), right=arm(k)),
        legs=dict(left=leg(k), right=leg(-k)))


def bend(phase, amount, side):
    k = amount * _cycle(phase)
    arm = (6., 4. + 24. * k, 4., 12. + 14. * k)
    leg = (5., 0., 10. * k)
    return Pose(
        pitch=88. * k,
        arms=dict(left=arm, right=arm),
        legs=dict(left=leg, right=leg))


def stand(phase, amount, side):
    """Nobody's label: bystanders may do it."""
    sway = 3 * np.sin(phase)
    arm = (REST_ARM[0] + sway, *REST_ARM[1:])
    return Pose(
        roll=.5 * sway,
        arms=dict(left=arm, right=REST_ARM),
        legs=dict(left=REST_LEG, right=REST_LEG))


#: In the order of the labels.
ACTIONS = dict(
    wave_one_hand=wave_one_hand,
    wave_both_hands=wave_both_hands,
    clap=clap,
    jumping_jack=jumping_jack,
    squat=squat,
    kick=kick,
    walk_in_place=walk_in_place,
    bend=bend)
CLASSES = tuple(ACTIONS)
