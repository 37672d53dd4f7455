"""Similarity: isotropic scale, rotation, translation, 4 parameters."""

import math
from typing import Sequence

import torch
from torch import Tensor

from .base import MatrixTransformation, matrix_2x3


class Similarity(MatrixTransformation):
    """``[[s cos a, -s sin a, tx], [s sin a, s cos a, ty]]``.

    Params are (log s, a, tx, ty).

    Args:
        max_angle (float): Bound of the rotation in radians. Defaults to pi/4.
        **kwargs: See :class:`MatrixTransformation`.
    """

    num_params = 4

    def __init__(self, max_angle: float = math.pi / 4, **kwargs) -> None:
        super().__init__(**kwargs)
        if not max_angle > 0:
            raise ValueError(f'max_angle must be positive, got {max_angle}')
        self.max_angle = max_angle

    def angle(self, params: Tensor) -> Tensor:
        """Slope 1 at 0, within +-max_angle radians."""
        return self.max_angle * torch.tanh(params / self.max_angle)

    def forward(self, params: Tensor) -> Tensor:
        s = self.scale(params[..., 0])
        angle = self.angle(params[..., 1])
        return _similarity(s, angle, self.shift(params[..., 2:]))

    def limit_linear(self, theta: Tensor) -> Tensor:
        s = theta[..., :2, 0].norm(dim=-1)
        angle = torch.atan2(theta[..., 1, 0], theta[..., 0, 0])
        bounded = (
            self.clamp_scale(s),
            angle.clamp(-self.max_angle, self.max_angle),
        )
        return keep_where_equal(
            theta, (s, angle), bounded, _similarity(*bounded, theta[..., 2])
        )


def _similarity(s: Tensor, angle: Tensor, shift: Tensor) -> Tensor:
    tx, ty = shift.unbind(-1)
    cos, sin = s * angle.cos(), s * angle.sin()
    return matrix_2x3(cos, -sin, tx, sin, cos, ty)


def keep_where_equal(
    theta: Tensor,
    parts: Sequence[Tensor],
    bounded: Sequence[Tensor],
    rebuilt: Tensor,
) -> Tensor:
    """theta where bounding its parts changed none, else the rebuilt theta.

    Rebuilding rounds, and a theta within the bounds is to stay as it is.
    """
    inside = torch.stack([a == b for a, b in zip(parts, bounded)]).all(0)
    return torch.where(inside[..., None, None], theta, rebuilt)
