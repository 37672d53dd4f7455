"""The distortions of the paper's MNIST experiments (appendix A.4).

Each ``draw_*`` draws a distortion, apart from applying it: a function of an
image (28, 28) that gives the distorted image. Lengths are in pixels.
"""
import math
from functools import lru_cache, partial
from typing import Callable

import cv2
import numpy as np
import torch

from ...transformer.transformations import ThinPlateSpline

Warp = Callable[[np.ndarray], np.ndarray]

_SIDE = 28


def draw_rotation(rng) -> Warp:
    """R: turned by -90 to 90 degrees."""
    return _perspective(_about_centre(rng.uniform(-90, 90), 1, _SIDE), _SIDE)


def draw_rotation_scale_translation(rng, size: int = 42) -> Warp:
    """RTS: turned by -45 to 45 degrees, scaled by 0.7 to 1.2, anywhere."""
    matrix = _about_centre(rng.uniform(-45, 45), rng.uniform(.7, 1.2), size)
    room = (size - _SIDE) / 2
    matrix[:2, 2] += rng.uniform(-room, room, 2)
    return _perspective(matrix, size)


def draw_projection(rng, std: float = 5.) -> Warp:
    """P: scaled by 0.75 to 1, each corner moved by N(0, 5 px)."""
    corners = np.float32([[0, 0], [_SIDE, 0], [_SIDE, _SIDE], [0, _SIDE]])
    centred = (corners - _SIDE / 2) * rng.uniform(.75, 1) + _SIDE / 2
    moved = centred + rng.normal(0, std, (4, 2))
    matrix = cv2.getPerspectiveTransform(corners, np.float32(moved))
    return _perspective(_on_pixel_centres(matrix), _SIDE)


def draw_elastic(rng, std: float = 1.5) -> Warp:
    """E: scaled by 0.75 to 1, 16 control points moved by N(0, 1.5 px)."""
    scale = rng.uniform(.75, 1)
    moves = rng.normal(0, std, (16, 2))
    return partial(_elastic, scale=scale, moves=moves)


def draw_clutter(rng,
                 digits: np.ndarray,
                 size: int = 60,
                 pieces: int = 6) -> Warp:
    """TC: anywhere in 60 x 60 px, with six 6 x 6 px pieces of other digits.

    Args:
        rng (np.random.Generator): Source of randomness.
        digits (np.ndarray): (N, 28, 28), what the pieces are cut from.
        size (int): Side of the image.
        pieces (int): Their number.
    """
    side = 6
    left, top = rng.integers(0, size - _SIDE + 1, 2)
    sources = rng.integers(0, len(digits), pieces)
    cuts = rng.integers(0, _SIDE - side + 1, (pieces, 2))
    places = rng.integers(0, size - side + 1, (pieces, 2))

    def warp(image: np.ndarray) -> np.ndarray:
        out = np.zeros((size, size), image.dtype)
        out[top:top + _SIDE, left:left + _SIDE] = image
        for source, (cx, cy), (x, y) in zip(sources, cuts, places):
            piece = digits[source, cy:cy + side, cx:cx + side]
            place = out[y:y + side, x:x + side]
            np.maximum(place, piece, out=place)
        return out

    return warp


#: By the names of the paper; clutter also needs ``digits``.
DISTORTIONS = dict(
    R=draw_rotation,
    RTS=draw_rotation_scale_translation,
    P=draw_projection,
    E=draw_elastic,
    TC=draw_clutter)


def _about_centre(degrees: float, scale: float, size: int) -> np.ndarray:
    """Digit to a canvas of ``size``, both about their centres; 3 x 3."""
    cos = scale * math.cos(math.radians(degrees))
    sin = scale * math.sin(math.radians(degrees))
    linear = np.array([[cos, -sin], [sin, cos]])
    shift = (size - 1) / 2 - linear @ np.full(2, (_SIDE - 1) / 2)
    matrix = np.eye(3)
    matrix[:2, :2], matrix[:2, 2] = linear, shift
    return matrix


def _on_pixel_centres(matrix: np.ndarray) -> np.ndarray:
    """From edge coordinates to OpenCV's, whose 0 is a pixel's centre."""
    half = np.array([[1, 0, .5], [0, 1, .5], [0, 0, 1]])
    return np.linalg.inv(half) @ matrix @ half


def _perspective(matrix: np.ndarray, size: int) -> Warp:
    return partial(cv2.warpPerspective, M=matrix, dsize=(size, size))


def _elastic(image: np.ndarray, scale: float, moves: np.ndarray) -> np.ndarray:
    """Sampled backwards: each output pixel looks where the spline points."""
    points = _control_points() / scale + moves * (2 / _SIDE)
    grid = _pixel_weights() @ points
    maps = ((grid + 1) * _SIDE - 1) / 2
    maps = maps.reshape(_SIDE, _SIDE, 2).astype(np.float32)
    return cv2.remap(image, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR)


@lru_cache(maxsize=None)
def _control_points() -> np.ndarray:
    return ThinPlateSpline().controls.double().numpy()


@lru_cache(maxsize=None)
def _pixel_weights() -> np.ndarray:
    """(28 * 28, 16): the spline's grid is linear in its control points."""
    family = ThinPlateSpline().double()
    unit = torch.eye(16, dtype=torch.double).unsqueeze(-1)
    grid = family.grid(unit.expand(-1, -1, 2), (_SIDE, _SIDE))
    return grid[..., 0].flatten(1).T.numpy()
