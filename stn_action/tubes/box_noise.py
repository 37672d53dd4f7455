"""Noise of a poor detector: loose, shifted, jumping and missing boxes.

The noise is drawn apart from being applied, so that it can be replayed.
"""

from dataclasses import dataclass
from typing import Optional

import numpy as np

from .person_tube import interpolate_boxes


@dataclass(frozen=True)
class BoxNoiseParams:
    """How far each kind of noise goes at level 1.

    With the defaults the square around a noisy box has, at level 1, a mean
    IoU of .50 with the square around the true box on JHMDB.

    Args:
        looseness (float): >= 1. The box is scaled, once per tube, by a factor
            that is log-uniform in ``[tightness, looseness]``.
        tightness (float): In (0, 1]; 1 never cuts into the person.
        shift (float): >= 0. Offset of the centre, once per tube, uniform in
            ``+-shift`` noisy sides (a side is the larger one) along each axis.
        aspect (float): >= 1. Factor on the width, and its inverse on the
            height, once per tube, log-uniform in ``[1 / aspect, aspect]``.
        jitter (float): >= 0. Standard deviation, for each key frame, of the
            centre along each axis in noisy sides, and of the log of the size.
        drift (float): >= 0. The centre moves evenly from the first key frame
            to the last by an offset uniform in ``+-drift`` noisy sides along
            each axis, none of it in the middle.
        drop (float): In [0, 1]. Chance of each key frame to be missing; its
            box is then interpolated between those that are left.
    """

    looseness: float = 2.0
    tightness: float = 1.0
    shift: float = 0.16
    aspect: float = 1.1
    jitter: float = 0.02
    drift: float = 0.0
    drop: float = 0.2

    def __post_init__(self):
        limits = dict(
            looseness=(1, np.inf),
            tightness=(1e-3, 1),
            shift=(0, np.inf),
            aspect=(1, np.inf),
            jitter=(0, np.inf),
            drift=(0, np.inf),
            drop=(0, 1),
        )
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high or not np.isfinite(value):
                raise ValueError(
                    f'box noise: {name} must be in '
                    f'[{low}, {high}], got {value}.'
                )


@dataclass(frozen=True, eq=False)
class BoxNoise:
    """One draw for one tube of K key frames, relative to the boxes' size.

    Args:
        scale (ndarray): (K, 2) factors on width and height.
        shift (ndarray): (K, 2) offsets of the centre in noisy sides.
        keep (ndarray): (K,) bool, False where the detector missed the person.
    """

    scale: np.ndarray
    shift: np.ndarray
    keep: np.ndarray

    def apply(
        self, boxes: np.ndarray, frame_inds: Optional[np.ndarray] = None
    ) -> np.ndarray:
        """Noisy boxes.

        Args:
            boxes (ndarray): (K, 4), left as they are.
            frame_inds (ndarray, optional): (K,) increasing; the times at
                which missing boxes are interpolated. Defaults to 0..K-1.

        Returns:
            ndarray: (K, 4) float64. Boxes to which nothing happens are
            returned bit by bit.
        """
        boxes = np.array(boxes, np.float64)
        if boxes.shape != (len(self.keep), 4):
            raise ValueError(
                f'a noise drawn for {len(self.keep)} key frames '
                f'got boxes of shape {boxes.shape}.'
            )
        touched = (self.scale != 1).any(1) | (self.shift != 0).any(1)
        size = (boxes[:, 2:] - boxes[:, :2]) * self.scale
        centre = (boxes[:, :2] + boxes[:, 2:]) / 2
        centre += self.shift * size.max(1, keepdims=True)
        noisy = np.concatenate([centre - size / 2, centre + size / 2], 1)
        noisy = np.where(touched[:, None], noisy, boxes)
        if self.keep.all():
            return noisy
        times = np.arange(len(boxes)) if frame_inds is None else frame_inds
        times = np.asarray(times)
        return interpolate_boxes(times[self.keep], noisy[self.keep], times)


def sample_box_noise(
    params: BoxNoiseParams,
    level: float,
    num_frames: int,
    rng: np.random.Generator,
) -> BoxNoise:
    """Draw the noise of one tube.

    The same state of ``rng`` gives at another level the same noise, weaker
    or stronger.

    Args:
        params (BoxNoiseParams): Strength of each kind of noise at level 1.
        level (float): >= 0; 0 leaves boxes as they are. Factors take it as an
            exponent, lengths and probabilities as a factor.
        num_frames (int): Number of key frames K.
        rng (numpy.random.Generator): Source of the draw, advanced by it.

    Returns:
        BoxNoise: The draw.
    """
    if not 0 <= level < np.inf:
        raise ValueError(f'box noise: level must be >= 0, got {level}.')
    log_scale = rng.uniform(np.log(params.tightness), np.log(params.looseness))
    log_aspect = rng.uniform(-1, 1) * np.log(params.aspect)
    shift = rng.uniform(-1, 1, 2) * params.shift
    drift = rng.uniform(-1, 1, 2) * params.drift
    jitter = rng.standard_normal((num_frames, 3)) * params.jitter
    missing = rng.random(num_frames)

    along = (
        np.linspace(-0.5, 0.5, num_frames)[:, None] if num_frames > 1 else 0
    )
    log_size = log_scale + np.array([log_aspect, -log_aspect]) + jitter[:, 2:]
    keep = missing >= params.drop * level
    keep[missing.argmax()] = True  # something must be left to interpolate
    return BoxNoise(
        scale=np.exp(level * log_size),
        shift=level * (shift + along * drift + jitter[:, :2]),
        keep=keep,
    )
