"""Draws a person of :mod:`.skeleton` with anti-aliased limbs and clothes."""

from dataclasses import dataclass, replace
from typing import Callable, Dict, List, Tuple

import cv2
import numpy as np

from . import actions
from .skeleton import SIDES, Body, joint_positions, project

_SUBPIXEL_BITS = 4
_CIRCLE = np.stack(
    [
        np.cos(np.linspace(0, 2 * np.pi, 16, endpoint=False)),
        np.sin(np.linspace(0, 2 * np.pi, 16, endpoint=False)),
    ],
    1,
)
SKINS = (
    (150, 185, 235),
    (120, 160, 215),
    (95, 135, 190),
    (60, 95, 150),
    (40, 60, 100),
)


class Layer:
    """A picture with coverage, drawn by "over", pasted on frames.

    Attributes:
        colour (ndarray): (H, W, 3) uint8 BGR, multiplied by the coverage.
        cover (ndarray): (H, W) uint8, 255 where wholly covered.
    """

    def __init__(self, height: int, width: int):
        self.colour = np.zeros((height, width, 3), np.uint8)
        self.cover = np.zeros((height, width), np.uint8)

    def polygon(self, points: np.ndarray, colour) -> None:
        """Fills a convex polygon; points (P, 2) are on pixel edges."""
        # OpenCV's integer coordinates are pixel centres.
        fixed = np.round((points - 0.5) * (1 << _SUBPIXEL_BITS)).astype(int)
        for image, value in ((self.colour, colour), (self.cover, 255)):
            cv2.fillConvexPoly(
                image, fixed, value, cv2.LINE_AA, _SUBPIXEL_BITS
            )

    def limb(self, start, end, start_radius, end_radius, colour) -> None:
        """A tapering capsule between two points."""
        rims = np.concatenate(
            [
                start[:2] + start_radius * _CIRCLE,
                end[:2] + end_radius * _CIRCLE,
            ]
        ).astype(np.float32)
        self.polygon(cv2.convexHull(rims)[:, 0], colour)

    def paste_on(self, frame: np.ndarray) -> None:
        """Changes ``frame``, (H, W, 3) uint8, in place."""
        keep = 255 - self.cover.astype(np.uint16)[..., None]
        frame[:] = (
            ((frame * keep + 127) // 255 + self.colour)
            .clip(0, 255)
            .astype(np.uint8)
        )

    def box(self) -> np.ndarray:
        """(4,) float64 ``boxes_frame`` of what is at least half covered."""
        solid = self.cover >= 128
        xs, ys = np.flatnonzero(solid.any(0)), np.flatnonzero(solid.any(1))
        if not len(xs):
            raise ValueError('nothing of this layer lies inside the frame')
        return np.array([xs[0], ys[0], xs[-1] + 1, ys[-1] + 1], np.float64)


@dataclass(frozen=True)
class Person:
    """Somebody who does one action, drawn at any time of the clip.

    ``ground`` is the frame pixel between the feet at time 0, ``velocity`` in
    pixels per frame, ``period`` in frames, ``shade`` multiplies colours.
    """

    body: Body
    action: Callable
    height: float
    ground: Tuple[float, float]
    velocity: Tuple[float, float] = (0.0, 0.0)
    period: float = 8.0
    phase: float = 0.0
    amount: float = 1.0
    side: str = 'left'
    yaw: float = 0.0
    turn: float = 0.0
    elevation: float = 8.0
    shade: float = 1.0

    def joints(self, time: float) -> Dict[str, np.ndarray]:
        """Joints in the frame at a time in frames, see ``project``."""
        phase = self.phase + 2 * np.pi * time / self.period
        pose = self.action(phase, self.amount, self.side)
        origin = (
            self.ground[0] + self.velocity[0] * time,
            self.ground[1] + self.velocity[1] * time,
        )
        return project(
            joint_positions(self.body, pose),
            self.yaw + self.turn * time,
            self.elevation,
            self.height,
            origin,
        )

    def draw(self, layer: Layer, time: float) -> None:
        joints = self.joints(time)
        for _, paint in sorted(_parts(self, joints), key=lambda p: p[0]):
            paint(layer)

    def moved(self, dx: float, dy: float) -> 'Person':
        return replace(self, ground=(self.ground[0] + dx, self.ground[1] + dy))


def _parts(person: Person, joints) -> List[tuple]:
    """(depth, painter) of every part; far parts come out darker."""
    body, scale = person.body, person.height * person.body.girth
    reach = 0.3 * person.height

    def lit(colour, depth):
        k = person.shade * (1 + 0.3 * np.clip(depth / reach, -1, 0.5))
        return tuple(int(min(255, c * k)) for c in colour)

    parts = []

    def limb(a, b, radius_a, radius_b, colour, nearer=0.0):
        start, end = joints[a], joints[b]
        depth = (start[2] + end[2]) / 2
        parts.append(
            (
                depth + nearer * reach,
                lambda layer: layer.limb(
                    start,
                    end,
                    radius_a * scale,
                    radius_b * scale,
                    lit(colour, depth),
                ),
            )
        )

    sleeve = body.shirt if body.long_sleeves else body.skin
    leg = body.trousers if body.long_trousers else body.skin
    for name, _ in SIDES:
        limb(f'{name}_hip', f'{name}_knee', 0.052, 0.038, body.trousers)
        limb(f'{name}_knee', f'{name}_ankle', 0.036, 0.024, leg)
        limb(f'{name}_ankle', f'{name}_toe', 0.024, 0.018, body.shoes)
        limb(f'{name}_shoulder', f'{name}_elbow', 0.034, 0.027, body.shirt)
        limb(f'{name}_elbow', f'{name}_wrist', 0.026, 0.018, sleeve)
        limb(f'{name}_wrist', f'{name}_wrist', 0.024, 0.024, body.skin, 0.05)
    parts.append(_trunk(joints, scale, lit(body.shirt, 0.0)))
    limb('neck', 'head', 0.026, 0.026, body.skin)
    limb('head', 'head', body.head, body.head, body.skin, 0.02)
    parts.append(_hair(joints, body.head * person.height, lit(body.hair, 0.0)))
    return parts


def _trunk(joints, scale, colour):
    rims = []
    for name, radius in (
        ('left_shoulder', 0.034),
        ('right_shoulder', 0.034),
        ('left_hip', 0.05),
        ('right_hip', 0.05),
    ):
        rims.append(joints[name][:2] + radius * scale * _CIRCLE)
    hull = cv2.convexHull(np.concatenate(rims).astype(np.float32))[:, 0]
    return joints['pelvis'][2] * 0.5 + joints['neck'][2] * 0.5, (
        lambda layer: layer.polygon(hull, colour)
    )


def _hair(joints, radius, colour):
    up = joints['head'] - joints['neck']
    up = up[:2] / max(np.linalg.norm(up), 1e-6)
    centre = joints['head'][:2] + 0.3 * radius * up
    rim = _CIRCLE * radius * 1.04
    cap = centre + rim[(rim @ up) > -0.1 * radius]
    return joints['head'][2] + 0.03 * radius, (
        lambda layer: layer.polygon(cap, colour)
    )


def sample_body(rng: np.random.Generator) -> Body:
    """Somebody: proportions vary by some 10 %, clothes are any colour."""
    vary = {
        name: getattr(Body, name) * rng.uniform(0.9, 1.1)
        for name in (
            'head',
            'shoulder',
            'hip',
            'trunk',
            'upper_arm',
            'forearm',
            'thigh',
            'shin',
        )
    }
    cloth = [tuple(int(v) for v in rng.integers(15, 240, 3)) for _ in range(3)]
    skin = SKINS[rng.integers(len(SKINS))]
    return Body(
        **vary,
        girth=rng.uniform(0.85, 1.3),
        skin=skin,
        hair=tuple(int(v) for v in rng.integers(10, 120) * np.ones(3)),
        shirt=cloth[0],
        trousers=cloth[1],
        shoes=cloth[2],
        long_sleeves=bool(rng.random() < 0.5),
        long_trousers=bool(rng.random() < 0.7),
    )


def sample_person(
    rng: np.random.Generator, action: str, height: float, ground
) -> Person:
    """A person doing ``action`` with own tempo, view and vigour."""
    return Person(
        body=sample_body(rng),
        action=getattr(actions, action),
        height=height,
        ground=tuple(ground),
        velocity=tuple(rng.normal(0, 0.4, 2) * (1, 0.4)),
        period=rng.uniform(6.0, 10.0),
        phase=rng.uniform(0, 2 * np.pi),
        amount=rng.uniform(0.8, 1.15),
        side=('left', 'right')[rng.integers(2)],
        yaw=rng.uniform(8, 42) * rng.choice((-1, 1)),
        turn=rng.normal(0, 0.6),
        elevation=rng.uniform(0, 16),
    )
