"""A jointed person: proportions, pose, and where the joints land in an image.

Body frame: x to the viewer's right, y down, z towards the viewer, the origin
on the ground between the feet, lengths in standing heights. A limb segment is
given by two angles in degrees: ``abduction`` lifts it sideways, away from the
body (0 hangs down, 90 horizontal, 180 up), ``flexion`` forwards.
"""

from dataclasses import dataclass, field
from typing import Dict, Tuple

import numpy as np

SIDES = (('left', 1.0), ('right', -1.0))
REST_ARM = (8.0, 4.0, 6.0, 14.0)
REST_LEG = (4.0, 0.0, 0.0)


@dataclass(frozen=True)
class Body:
    """Proportions in standing heights, and colours in BGR, 0 to 255."""

    head: float = 0.066
    shoulder: float = 0.115
    hip: float = 0.075
    trunk: float = 0.31
    upper_arm: float = 0.165
    forearm: float = 0.185
    thigh: float = 0.245
    shin: float = 0.235
    foot: float = 0.085
    girth: float = 1.0
    skin: Tuple[int, ...] = (140, 170, 220)
    hair: Tuple[int, ...] = (30, 40, 60)
    shirt: Tuple[int, ...] = (180, 80, 60)
    trousers: Tuple[int, ...] = (90, 70, 50)
    shoes: Tuple[int, ...] = (40, 40, 40)
    long_sleeves: bool = True
    long_trousers: bool = True


@dataclass(frozen=True)
class Pose:
    """A pose at one instant of a motion, angles in degrees.

    Arms are (upper abduction, upper flexion, forearm abduction, forearm
    flexion), legs (abduction, flexion, knee bend). ``pitch`` bends the trunk
    forwards, ``roll`` sideways; ``lift`` is the height of a jump. The lower
    foot stands on the ground plus ``lift``, whatever the angles.
    """

    pitch: float = 0.0
    roll: float = 0.0
    lift: float = 0.0
    arms: Dict[str, tuple] = field(
        default_factory=lambda: dict(left=REST_ARM, right=REST_ARM)
    )
    legs: Dict[str, tuple] = field(
        default_factory=lambda: dict(left=REST_LEG, right=REST_LEG)
    )


def _direction(side, abduction, flexion):
    """Unit vector of a limb segment that hangs down at (0, 0)."""
    a, f = np.radians(abduction), np.radians(flexion)
    return np.array(
        [side * np.sin(a), np.cos(a) * np.cos(f), np.cos(a) * np.sin(f)]
    )


def _leg(body, hip, side, abduction, flexion, knee_bend):
    knee = hip + body.thigh * _direction(side, abduction, flexion)
    shin = _direction(side, abduction * 0.6, flexion - knee_bend)
    ankle = knee + body.shin * shin
    toe = ankle + body.foot * np.array([0.25 * side, 0.35, 0.9])
    return knee, ankle, toe


def joint_positions(body: Body, pose: Pose) -> Dict[str, np.ndarray]:
    """Joints in the body frame.

    Returns:
        dict[str, ndarray]: name to (3,), in standing heights, y down.
    """
    pitch, roll = np.radians(pose.pitch), np.radians(pose.roll)
    up = np.array([np.sin(roll), -np.cos(pitch) * np.cos(roll), np.sin(pitch)])
    up /= np.linalg.norm(up)
    across = np.array([np.cos(roll), np.sin(roll), 0.0])
    joints = dict(pelvis=np.zeros(3))
    joints['neck'] = body.trunk * up
    joints['head'] = joints['neck'] + (0.045 + body.head) * up
    for name, side in SIDES:
        shoulder = 0.93 * joints['neck'] + side * body.shoulder * across
        abd, flex, fore_abd, fore_flex = pose.arms[name]
        elbow = shoulder + body.upper_arm * _direction(side, abd, flex)
        wrist = elbow + body.forearm * _direction(side, fore_abd, fore_flex)
        hip = side * body.hip * np.array([1.0, 0.0, 0.0])
        knee, ankle, toe = _leg(body, hip, side, *pose.legs[name])
        for joint, where in dict(
            shoulder=shoulder,
            elbow=elbow,
            wrist=wrist,
            hip=hip,
            knee=knee,
            ankle=ankle,
            toe=toe,
        ).items():
            joints[f'{name}_{joint}'] = where
    sole = max(joints[f'{name}_ankle'][1] for name, _ in SIDES)
    offset = np.array([0.0, -sole - 0.03 - pose.lift, 0.0])
    return {name: where + offset for name, where in joints.items()}


def project(
    joints: Dict[str, np.ndarray],
    yaw: float,
    elevation: float,
    height: float,
    origin,
) -> Dict[str, np.ndarray]:
    """Orthographic view of the joints by a camera that looks down a little.

    Args:
        joints (dict[str, ndarray]): name to (3,), see ``joint_positions``.
        yaw (float): Turn of the person about the vertical, degrees.
        elevation (float): Downward tilt of the camera, degrees.
        height (float): Standing height in pixels.
        origin (tuple[float, float]): Frame pixel of the ground point.

    Returns:
        dict[str, ndarray]: name to (x, y, depth), pixels; a larger depth is
        nearer to the viewer.
    """
    c, s = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
    e = np.radians(elevation)
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    tilt = np.array(
        [[1, 0, 0], [0, np.cos(e), np.sin(e)], [0, -np.sin(e), np.cos(e)]]
    )
    view, shift = tilt @ turn, np.array([origin[0], origin[1], 0.0])
    return {k: height * (view @ p) + shift for k, p in joints.items()}
