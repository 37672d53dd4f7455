"""The distortions of the paper's MNIST experiments (appendix A.4).

Each family draws what distorts N digits, apart from applying it to a batch of
images (N, 28, 28), so that a test set can be drawn once and a batch is one
call of the sampler. Lengths are in pixels.
"""

from typing import NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor

from ....transformer.sampler import sample
from ....transformer.transformations import Projective, ThinPlateSpline

_SIDE = 28
_CORNERS = np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])


class Rotation:
    """R: turned by -90 to 90 degrees."""

    family = Projective()

    def __init__(self, size: int = _SIDE) -> None:
        self.size = size

    def draw(self, rng: np.random.Generator, count: int) -> Tensor:
        """theta (count, ...) of ``family``: from the image to the digit."""
        angle = np.radians(rng.uniform(-90, 90, count))
        return turned(angle, np.ones(count), np.zeros((count, 2)), self.size)

    def apply(self, images: Tensor, theta: Tensor) -> Tensor:
        """(N, 28, 28) uint8 to (N, size, size) uint8."""
        grid = self.family.grid(theta, (self.size, self.size))
        warped = sample(images[:, None].float(), grid, 'zeros')[:, 0]
        return warped.round().clamp(0, 255).byte()


class RotationScaleTranslation(Rotation):
    """RTS: turned by -45 to 45 degrees, scaled by 0.7 to 1.2, anywhere."""

    def __init__(self, size: int = 42) -> None:
        super().__init__(size)

    def draw(self, rng: np.random.Generator, count: int) -> Tensor:
        angle = np.radians(rng.uniform(-45, 45, count))
        scale = rng.uniform(0.7, 1.2, count)
        room = (self.size - _SIDE) / 2
        return turned(
            angle, scale, rng.uniform(-room, room, (count, 2)), self.size
        )


class Projection(Rotation):
    """P: scaled by 0.75 to 1, each corner moved by N(0, 5 px)."""

    def draw(
        self, rng: np.random.Generator, count: int, std: float = 5.0
    ) -> Tensor:
        corners = rng.uniform(0.75, 1, (count, 1, 1)) * _CORNERS
        moved = corners + rng.normal(0, std, (count, 4, 2)) * (2 / _SIDE)
        return homography(moved, np.broadcast_to(_CORNERS, moved.shape))


class Elastic(Rotation):
    """E: scaled by 0.75 to 1, 16 control points moved by N(0, 1.5 px)."""

    family = ThinPlateSpline()

    def draw(
        self, rng: np.random.Generator, count: int, std: float = 1.5
    ) -> Tensor:
        scale = rng.uniform(0.75, 1, (count, 1, 1))
        moves = rng.normal(0, std, (count, 16, 2)) * (2 / _SIDE)
        points = self.family.controls.double().numpy() / scale + moves
        return torch.from_numpy(points).float()


class Pieces(NamedTuple):
    """Where N digits lie, and K pieces of others; (x, y) of top left."""

    places: np.ndarray
    """(N, 2) of the digit."""
    sources: np.ndarray
    """(N, K), which digit a piece is cut from."""
    cuts: np.ndarray
    """(N, K, 2) in that digit."""
    targets: np.ndarray
    """(N, K, 2) in the image."""

    def __getitem__(self, index) -> 'Pieces':
        return Pieces(*(field[index] for field in self._asdict().values()))


class Clutter:
    """TC: anywhere in 60 x 60 px, with six 6 x 6 px pieces of other digits.

    Args:
        digits (Tensor): (M, 28, 28) uint8, what the pieces are cut from.
    """

    def __init__(
        self, digits: Tensor, size: int = 60, pieces: int = 6, side: int = 6
    ) -> None:
        self.digits = digits.numpy()
        self.size = size
        self.pieces = pieces
        self.side = side

    def draw(self, rng: np.random.Generator, count: int) -> Pieces:
        shape = (count, self.pieces)
        return Pieces(
            rng.integers(0, self.size - _SIDE + 1, (count, 2)),
            rng.integers(0, len(self.digits), shape),
            rng.integers(0, _SIDE - self.side + 1, (*shape, 2)),
            rng.integers(0, self.size - self.side + 1, (*shape, 2)),
        )

    def apply(self, images: Tensor, drawn: Pieces) -> Tensor:
        """(N, 28, 28) uint8 to (N, size, size) uint8."""
        out = np.zeros((len(images), self.size, self.size), np.uint8)
        out[_window(drawn.places, _SIDE)] = images.numpy()
        for k in range(drawn.sources.shape[1]):
            _, rows, columns = _window(drawn.cuts[:, k], self.side)
            piece = self.digits[drawn.sources[:, k, None, None], rows, columns]
            window = _window(drawn.targets[:, k], self.side)
            out[window] = np.maximum(out[window], piece)
        return torch.from_numpy(out)


#: By the names of the paper; clutter also takes ``digits``.
DISTORTIONS = dict(
    R=Rotation,
    RTS=RotationScaleTranslation,
    P=Projection,
    E=Elastic,
    TC=Clutter,
)


def turned(
    angle: np.ndarray, scale: np.ndarray, shift: np.ndarray, size: int
) -> Tensor:
    """theta (N, 3, 3) of digits turned, scaled and moved about the middle.

    Args:
        angle (ndarray): (N, ) radians, positive turns x towards y (right
            towards down).
        scale (ndarray): (N, ).
        shift (ndarray): (N, 2) pixels of the middle.
        size (int): Side of the image, in whose middle the digit starts.
    """
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    theta = np.zeros((len(angle), 3, 3))
    theta[:, :2, :2] = np.stack([cos, sin, -sin, cos], 1).reshape(-1, 2, 2)
    theta[:, :2, 2] = -np.einsum('nij,nj->ni', theta[:, :2, :2], shift)
    theta[:, :2] *= 2 / _SIDE
    theta[:, :2, :2] *= size / 2
    theta[:, 2, 2] = 1
    return torch.from_numpy(theta).float()


def homography(source: np.ndarray, target: np.ndarray) -> Tensor:
    """The (N, 3, 3) that take four points (N, 4, 2) to four others."""
    pairs = zip(source.astype(np.float32), target.astype(np.float32))
    theta = [cv2.getPerspectiveTransform(*pair) for pair in pairs]
    return torch.from_numpy(np.stack(theta)).float()


def _window(places: np.ndarray, side: int):
    """Index of a square at (N, 2) top left in each of N images."""
    steps = np.arange(side)
    return (
        np.arange(len(places))[:, None, None],
        places[:, 1, None, None] + steps[:, None],
        places[:, 0, None, None] + steps,
    )
