"""Affine: 6 parameters."""

import torch
from torch import Tensor

from .base import matrix_2x3
from .similarity import Similarity, keep_where_equal


class Affine(Similarity):
    """Eq. 1 of the paper, as rotation x shear x scales, plus translation.

    The linear part is ``R(a) [[1, k], [0, 1]] diag(sx, sy)`` with params
    (log sx, log sy, a, k, tx, ty). The factors reach every matrix of positive
    determinant that the bounds allow, and unlike six free entries they can be
    bounded: the view can neither flip nor explode.

    Args:
        max_shear (float): Bound of k. Defaults to 0.5.
        **kwargs: See :class:`Similarity` and :class:`MatrixTransformation`.
    """

    num_params = 6

    def __init__(self, max_shear: float = 0.5, **kwargs) -> None:
        super().__init__(**kwargs)
        if not max_shear > 0:
            raise ValueError(f'max_shear must be positive, got {max_shear}')
        self.max_shear = max_shear

    def forward(self, params: Tensor) -> Tensor:
        sx, sy = self.scale(params[..., :2]).unbind(-1)
        angle = self.angle(params[..., 2])
        shear = self.max_shear * torch.tanh(params[..., 3] / self.max_shear)
        return _affine(sx, sy, angle, shear, self.shift(params[..., 4:]))

    def limit_linear(self, theta: Tensor) -> Tensor:
        sx = theta[..., :2, 0].norm(dim=-1)
        angle = torch.atan2(theta[..., 1, 0], theta[..., 0, 0])
        cos, sin = angle.cos(), angle.sin()
        b, d = theta[..., 0, 1], theta[..., 1, 1]
        along, sy = cos * b + sin * d, cos * d - sin * b
        bound = self.max_shear
        # At a mirrored or collapsed theta the scale is the least one.
        shear = along / torch.where(sy > 0, sy, along.abs() + 1)
        parts = (sx, sy, angle, shear)
        bounded = (
            self.clamp_scale(sx),
            self.clamp_scale(sy),
            angle.clamp(-self.max_angle, self.max_angle),
            shear.clamp(-bound, bound),
        )
        rebuilt = _affine(*bounded, theta[..., 2])
        return keep_where_equal(theta, parts, bounded, rebuilt)


def _affine(
    sx: Tensor, sy: Tensor, angle: Tensor, shear: Tensor, shift: Tensor
) -> Tensor:
    tx, ty = shift.unbind(-1)
    cos, sin = angle.cos(), angle.sin()
    return matrix_2x3(
        sx * cos,
        sy * (shear * cos - sin),
        tx,
        sx * sin,
        sy * (shear * sin + cos),
        ty,
    )
