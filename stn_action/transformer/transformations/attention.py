"""Attention: isotropic scale and translation, 3 parameters."""

import torch
from torch import Tensor

from .base import MatrixTransformation, matrix_2x3


class Attention(MatrixTransformation):
    """``[[s, 0, tx], [0, s, ty]]`` from params (log s, tx, ty).

    Eq. 2 of the paper: crop, translate and zoom without distortion.
    """

    num_params = 3

    def forward(self, params: Tensor) -> Tensor:
        s = self.scale(params[..., 0])
        tx, ty = self.shift(params[..., 1:]).unbind(-1)
        zero = torch.zeros_like(s)
        return matrix_2x3(s, zero, tx, zero, s, ty)

    def limit_linear(self, theta: Tensor) -> Tensor:
        s, zero = self.clamp_scale(theta[..., 0, 0]), theta[..., 0, 1]
        tx, ty = theta[..., 2].unbind(-1)
        return matrix_2x3(s, zero, tx, zero, s, ty)
