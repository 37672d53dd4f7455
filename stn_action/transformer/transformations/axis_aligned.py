"""Axis-aligned box: two scales and translation, 4 parameters."""

import torch
from torch import Tensor

from .base import MatrixTransformation, matrix_2x3


class AxisAligned(MatrixTransformation):
    """``[[sx, 0, tx], [0, sy, ty]]`` from params (log sx, log sy, tx, ty).

    Any box of the crop, stretched to the view.
    """

    num_params = 4

    def forward(self, params: Tensor) -> Tensor:
        sx, sy = self.scale(params[..., :2]).unbind(-1)
        tx, ty = self.shift(params[..., 2:]).unbind(-1)
        zero = torch.zeros_like(sx)
        return matrix_2x3(sx, zero, tx, zero, sy, ty)

    def limit_linear(self, theta: Tensor) -> Tensor:
        sx = self.clamp_scale(theta[..., 0, 0])
        sy = self.clamp_scale(theta[..., 1, 1])
        zero = theta[..., 0, 1]
        tx, ty = theta[..., 2].unbind(-1)
        return matrix_2x3(sx, zero, tx, zero, sy, ty)
