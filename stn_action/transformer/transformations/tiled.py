"""K transformations side by side, each starting from its own tile."""

from typing import Dict, Optional, Sequence, Tuple

import torch
from torch import Tensor

from .base import MatrixTransformation, Transformation


class Tiled(Transformation):
    """``theta_k = tile_k o family(params_k)``: zero params are the tiles.

    theta has an axis for the K tiles, (..., K, 2, 3). A ``translation``
    family with tiles of half the crop's side is the paper's attention at a
    fixed scale of 50 %.

    Args:
        family (MatrixTransformation): Family of each view, within its tile.
        tiles (Sequence[tuple]): K boxes ``xyxy`` in normalised coordinates,
            in which the views start.
    """

    composes = True
    theta_axes = 3
    tiles: Tensor
    parallel = True

    def __init__(
        self,
        family: Transformation,
        tiles: Sequence[Tuple[float, float, float, float]],
    ) -> None:
        super().__init__()
        if not isinstance(family, MatrixTransformation):
            raise TypeError(
                'tiles go with matrix families alone, got '
                f'{type(family).__name__}'
            )
        boxes = torch.as_tensor(tiles, dtype=torch.float32)
        if boxes.dim() != 2 or boxes.shape[1] != 4 or not len(boxes):
            raise ValueError(
                'tiles must be K boxes of 4 numbers, got shape '
                f'{tuple(boxes.shape)}'
            )
        low, high = boxes[:, :2], boxes[:, 2:]
        if (low >= high).any() or (boxes.abs() > 1).any():
            raise ValueError(
                'tiles must be boxes x1 < x2, y1 < y2 within '
                f'[-1, 1], got {boxes.tolist()}'
            )
        self.family = family
        self.num_views = len(boxes)
        self.num_params = len(boxes) * family.num_params
        self.register_buffer('tiles', family.of_boxes(boxes), persistent=False)

    def single(self) -> Transformation:
        return self.family

    def forward(self, params: Tensor) -> Tensor:
        inner = self.family(params.unflatten(-1, (len(self.tiles), -1)))
        tiles = self.tiles.to(params)
        # The family has bounded the scale within a tile; only the centre is
        # left to bound.
        return self.family.limit_centre(self.family.compose(tiles, inner))

    def transform_points(self, theta: Tensor, points: Tensor) -> Tensor:
        return self.family.transform_points(theta, points)

    def grid(self, theta: Tensor, size: Tuple[int, int]) -> Tensor:
        return self.family.grid(theta, size)

    def as_boxes(self, theta: Tensor) -> Optional[Tensor]:
        return self.family.as_boxes(theta)

    def numbers(self, theta: Tensor) -> Dict[str, Tensor]:
        return {
            f'{name} of {k}': values
            for k, view in enumerate(theta.unbind(1))
            for name, values in self.family.numbers(view).items()
        }

    def compose(self, outer: Tensor, inner: Tensor) -> Tensor:
        return self.family.compose(outer, inner)

    def limit(self, theta: Tensor) -> Tensor:
        return self.family.limit(theta)

    def inverse(self, theta: Tensor) -> Tensor:
        return self.family.inverse(theta)
