"""Draws the surroundings: textures, a moving camera, moving clutter."""

from dataclasses import dataclass
from typing import List, Tuple

import cv2
import numpy as np

from .actions import CLASSES
from .person import SKINS, Layer, Person, sample_person


def sample_texture(
    rng: np.random.Generator, height: int, width: int
) -> np.ndarray:
    """A cluttered wall: (height, width, 3) uint8."""
    image = np.zeros((height, width, 3), np.float32)
    image += np.float32(_colour(rng))
    for cells, strength in ((3, 30), (8, 20), (24, 12), (80, 8)):
        shape = (max(2, cells * height // width), cells)
        grey = rng.normal(0, strength, (*shape, 1))
        noise = grey + rng.normal(0, 0.2 * strength, (*shape, 3))
        image += cv2.resize(
            noise.astype(np.float32),
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
    image = image.clip(0, 255).astype(np.uint8)
    for _ in range(rng.integers(10, 18)):
        _draw_shape(rng, image)
    return cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.2))


def _draw_shape(rng, image):
    """One rectangle, disc, bundle of stripes or stick, in place."""
    height, width = image.shape[:2]
    colour = _colour(rng)
    x, y = int(rng.integers(width)), int(rng.integers(height))
    size = int(rng.integers(6, 50))
    kind = rng.integers(4)
    if kind == 0:
        far = (x + size, y + int(rng.integers(6, 50)))
        cv2.rectangle(image, (x, y), far, colour, -1)
    elif kind == 1:
        cv2.circle(image, (x, y), size // 2, colour, -1, cv2.LINE_AA)
    elif kind == 2:
        turn = rng.uniform(0, np.pi)
        along = np.array([np.cos(turn), np.sin(turn)]) * size
        for k in range(rng.integers(3, 7)):
            start = (
                np.array([x, y])
                + 6 * k * np.array([-along[1], along[0]]) / size
            )
            cv2.line(
                image,
                start.astype(int),
                (start + along).astype(int),
                colour,
                2,
                cv2.LINE_AA,
            )
    else:
        far = np.array([x, y]) + rng.normal(0, 30, 2)
        cv2.line(
            image,
            (x, y),
            far.astype(int),
            colour,
            int(rng.integers(3, 8)),
            cv2.LINE_AA,
        )


@dataclass(frozen=True)
class Camera:
    """Shows a panning, slightly zooming part of a larger texture."""

    texture: np.ndarray
    start: Tuple[float, float]
    velocity: Tuple[float, float]
    zoom: float

    def background(self, time: float, size: Tuple[int, int]) -> np.ndarray:
        """(height, width, 3) uint8 at a time in frames."""
        height, width = size
        scale = 1 + self.zoom * time
        x, y = np.add(self.start, np.multiply(self.velocity, time))
        matrix = np.array([[scale, 0, x], [0, scale, y]], np.float32)
        return cv2.warpAffine(
            self.texture,
            matrix,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT,
        )


@dataclass(frozen=True)
class Blob:
    """A drifting ellipse."""

    centre: Tuple[float, float]
    velocity: Tuple[float, float]
    axes: Tuple[float, float]
    colour: Tuple[int, ...]

    def draw(self, frame: np.ndarray, time: float) -> None:
        x, y = np.add(self.centre, np.multiply(self.velocity, time))
        cv2.ellipse(
            frame,
            (int(x * 16), int(y * 16)),
            (int(self.axes[0] * 16), int(self.axes[1] * 16)),
            0,
            0,
            360,
            self.colour,
            -1,
            cv2.LINE_AA,
            4,
        )


@dataclass(frozen=True)
class Stick:
    """Two jointed segments that swing about a hinge, like a loose limb."""

    hinge: Tuple[float, float]
    length: float
    width: float
    angle: float
    swing: float
    period: float
    phase: float
    colours: Tuple[tuple, tuple]

    def draw(self, layer: Layer, time: float) -> None:
        beat = np.sin(self.phase + 2 * np.pi * time / self.period)
        start = np.array(self.hinge)
        for k, colour in enumerate(self.colours):
            turn = self.angle + self.swing * beat * (1 + k)
            end = start + self.length * np.array([np.sin(turn), np.cos(turn)])
            layer.limb(start, end, self.width, 0.75 * self.width, colour)
            start = end


@dataclass(frozen=True)
class Bystander:
    """A smaller person behind something, so only a part is to be seen."""

    person: Person
    cover: Tuple[float, float, float, float]
    colour: Tuple[int, ...]

    def draw(self, frame: np.ndarray, time: float) -> None:
        layer = Layer(*frame.shape[:2])
        self.person.draw(layer, time)
        x1, y1, x2, y2 = self.cover
        wall = np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]])
        layer.polygon(wall, self.colour)
        layer.paste_on(frame)


@dataclass(frozen=True)
class Scene:
    """Everything behind the person, in the order in which it is drawn."""

    camera: Camera
    bystanders: List[Bystander]
    blobs: List[Blob]
    sticks: List[Stick]

    def draw(self, time: float, size: Tuple[int, int]) -> np.ndarray:
        frame = self.camera.background(time, size)
        for blob in self.blobs:
            blob.draw(frame, time)
        for bystander in self.bystanders:
            bystander.draw(frame, time)
        layer = Layer(*size)
        for stick in self.sticks:
            stick.draw(layer, time)
        layer.paste_on(frame)
        return frame


def _colour(rng):
    """Half as saturated as three independent channels."""
    return tuple(
        int(v)
        for v in 0.5 * rng.integers(10, 245) + 0.5 * rng.integers(10, 245, 3)
    )


def _sample_bystander(rng, centre, height):
    """Stands a body's width or more away, hidden from some height down."""
    size = height * rng.uniform(0.6, 0.9)
    x = centre[0] + rng.choice((-1, 1)) * height * rng.uniform(0.6, 1.1)
    ground = (x, centre[1] + height * rng.uniform(0.2, 0.6))
    person = sample_person(
        rng, CLASSES[rng.integers(len(CLASSES))], size, ground
    )
    half = size * rng.uniform(0.3, 0.5)
    top = ground[1] - size * rng.uniform(0.35, 0.65)
    return Bystander(
        person, (x - half, top, x + half, ground[1] + 0.1 * size), _colour(rng)
    )


def _sample_stick(rng, centre, height):
    """Hangs beside the person, in the colours of sleeves or of skin."""
    side = rng.choice((-1, 1))
    hinge = (
        centre[0] + side * height * rng.uniform(0.35, 1.0),
        centre[1] + height * rng.uniform(-0.6, 0.5),
    )
    skin = SKINS[rng.integers(len(SKINS))]
    return Stick(
        hinge=hinge,
        length=height * rng.uniform(0.12, 0.2),
        width=height * rng.uniform(0.02, 0.035),
        angle=rng.uniform(0, 2 * np.pi),
        swing=rng.uniform(0.15, 0.7),
        period=rng.uniform(5, 11),
        phase=rng.uniform(0, 2 * np.pi),
        colours=(_colour(rng) if rng.random() < 0.6 else skin, skin),
    )


def sample_scene(
    rng: np.random.Generator,
    size: Tuple[int, int],
    centre: Tuple[float, float],
    height: float,
    clutter: float = 1.0,
) -> Scene:
    """A scene round a person.

    Args:
        rng (np.random.Generator): Source of all randomness.
        size (tuple[int, int]): (height, width) of the frames.
        centre (tuple[float, float]): Middle of the person, frame pixels.
        height (float): Height of the person in pixels.
        clutter (float): Multiplies the mean number of moving distractors.
    """
    rows, cols = size
    texture = sample_texture(rng, rows + 60, cols + 60)
    camera = Camera(
        texture,
        tuple(rng.uniform(10, 50, 2)),
        tuple(rng.normal(0, 0.8, 2) * (1, 0.5)),
        rng.normal(0, 0.0015),
    )
    blobs = [
        Blob(
            tuple(rng.uniform(0, 1, 2) * (cols, rows)),
            tuple(rng.normal(0, 2.0, 2)),
            tuple(rng.uniform(3, 14, 2)),
            _colour(rng),
        )
        for _ in range(rng.poisson(3 * clutter))
    ]
    bystanders = [
        _sample_bystander(rng, centre, height)
        for _ in range(rng.poisson(0.7 * clutter))
    ]
    sticks = [
        _sample_stick(rng, centre, height)
        for _ in range(rng.poisson(2.0 * clutter))
    ]
    return Scene(camera, bystanders, blobs, sticks)
