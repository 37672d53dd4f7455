"""One clip of the generated data set before it is written."""

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from .actions import CLASSES
from .person import Layer, Person, sample_person
from .scene import Scene, sample_scene

SPLITS = ('train', 'val')


@dataclass(frozen=True)
class SyntheticSpec:
    """Settings of the generated data set. Equal specs give equal files.

    Attributes:
        num_train (int), num_val (int): Clips per split, labels in turn.
        num_frames (int): Frames per clip.
        width (int), height (int): Size of the frames in pixels.
        person (tuple[float, float]): Smallest and largest standing height,
            as a share of the frame's height.
        clutter (float): Number of moving distractors, 1 is normal.
        noise_level (float): Noise on the detector-like boxes, see
            ``BoxNoise``.
        seed (int): Seed of all randomness.
    """

    num_train: int = 480
    num_val: int = 144
    num_frames: int = 16
    width: int = 192
    height: int = 144
    person: Tuple[float, float] = (0.34, 0.5)
    clutter: float = 1.0
    noise_level: float = 1.0
    seed: int = 0

    def __post_init__(self):
        for name in ('num_train', 'num_val', 'num_frames'):
            if getattr(self, name) < 1:
                raise ValueError(
                    f'{name} is {getattr(self, name)}; expected at least 1'
                )
        if not 0 < self.person[0] <= self.person[1] <= 0.6:
            raise ValueError(
                f'person is {self.person}; expected 0 < smallest <= largest '
                '<= 0.6 of the height of the frame, or the arms of a jumping '
                'person leave it'
            )


@dataclass(frozen=True)
class SyntheticClip:
    """One clip before it is drawn: who does what, and where."""

    label: int
    person: Person
    scene: Scene
    grain: np.ndarray
    flicker: np.ndarray

    def frame(self, time: int, size) -> Tuple[np.ndarray, Layer]:
        """The frame, (H, W, 3) uint8 BGR, and the silhouette in it."""
        frame = self.scene.draw(time, size)
        layer = Layer(*size)
        self.person.draw(layer, time)
        layer.paste_on(frame)
        dy, dx = np.multiply(time, (7, 13)) % 32
        grain = self.grain[dy : dy + size[0], dx : dx + size[1]]
        frame = frame * self.flicker[time] + grain
        return frame.clip(0, 255).astype(np.uint8), layer


def sample_clip(spec: SyntheticSpec, split: str, index: int) -> SyntheticClip:
    """Draws clip ``index`` of a split; depends on nothing else."""
    rng = np.random.default_rng([spec.seed, SPLITS.index(split), index])
    label = index % len(CLASSES)
    tall = spec.height * rng.uniform(*spec.person)
    person = sample_person(rng, CLASSES[label], tall, (0.0, 0.0))
    person = person.moved(*_place(rng, spec, person))
    middle = (person.ground[0], person.ground[1] - 0.5 * tall)
    size = (spec.height, spec.width)
    scene = sample_scene(rng, size, middle, tall, spec.clutter)
    grain = rng.normal(
        0, rng.uniform(1, 4), (size[0] + 32, size[1] + 32, 1)
    ).astype(np.float32)
    flicker = 1 + rng.normal(0, 0.015, spec.num_frames)
    return SyntheticClip(label, person, scene, grain, flicker)


def _place(rng, spec, person):
    """A position at which no joint comes near the frame's border."""
    joints = np.stack(
        [
            np.stack(list(person.joints(t).values()))[:, :2]
            for t in range(spec.num_frames)
        ]
    ).reshape(-1, 2)
    margin = 0.1 * person.height
    low = margin - joints.min(0)
    high = np.array([spec.width, spec.height]) - margin - joints.max(0)
    return rng.uniform(np.minimum(low, high), np.maximum(low, high))
