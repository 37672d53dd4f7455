"""Translation: 2 parameters."""

import torch
from torch import Tensor

from .base import MatrixTransformation, matrix_2x3


class Translation(MatrixTransformation):
    """``[[1, 0, tx], [0, 1, ty]]`` from params (tx, ty)."""

    num_params = 2

    def forward(self, params: Tensor) -> Tensor:
        tx, ty = self.shift(params).unbind(-1)
        one, zero = torch.ones_like(tx), torch.zeros_like(tx)
        return matrix_2x3(one, zero, tx, zero, one, ty)
