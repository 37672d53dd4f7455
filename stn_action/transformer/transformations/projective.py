"""Projective: 8 parameters."""

from typing import Dict, Optional

import torch
import torch.nn.functional as F
from torch import Tensor

from .affine import Affine

# Bound of (p, q) A^-1 t; from 1 on the view is mirrored.
_MAX_TOWARDS = 0.9


class Projective(Affine):
    """``[[A, t], [p, q, 1]]``: an affine map over ``p x + q y + 1``.

    Params are those of :class:`Affine` and (p, q). theta is (..., 3, 3) with
    a last entry of 1. Within the bounds the divisor is positive in the whole
    view, so that no point of it runs to infinity. Nor is the view mirrored:
    the determinant of theta is ``det A (1 - v)`` with ``v = (p, q) A^-1 t``,
    and where v is above 0.9, (p, q) are scaled down to 0.9.

    Args:
        max_perspective (float): Bound of p and q, below 0.5. At 0.3 the
            nearest corner is drawn 4 times as large as the farthest one.
        **kwargs: See :class:`Affine`.
    """

    num_params = 8

    def __init__(self, max_perspective: float = 0.3, **kwargs) -> None:
        super().__init__(**kwargs)
        if not 0 < max_perspective < 0.5:
            raise ValueError(
                f'max_perspective must lie in (0, 0.5), got {max_perspective}'
                ': from 0.5 on a corner of the view can run to infinity'
            )
        self.max_perspective = max_perspective

    def forward(self, params: Tensor) -> Tensor:
        affine = super().forward(params[..., :6])
        bound = self.max_perspective
        return _facing(affine, bound * torch.tanh(params[..., 6:] / bound))

    def transform_points(self, theta: Tensor, points: Tensor) -> Tensor:
        homogeneous = F.pad(points, (0, 1), value=1.0) @ theta.mT
        return homogeneous[..., :2] / homogeneous[..., 2:]

    def limit_linear(self, theta: Tensor) -> Tensor:
        affine = super().limit_linear(theta[..., :2, :])
        return torch.cat([affine, theta[..., 2:, :]], -2)

    def limit_centre(self, theta: Tensor) -> Tensor:
        """Keep the centre in the crop and the divisor positive."""
        affine = super().limit_centre(theta[..., :2, :])
        bound = self.max_perspective
        return _facing(affine, theta[..., 2, :2].clamp(-bound, bound))

    def as_boxes(self, theta: Tensor) -> Optional[Tensor]:
        return None  # an affine part alone may be a box: not worth a check

    def numbers(self, theta: Tensor) -> Dict[str, Tensor]:
        """Those of the affine part, and p and q where there are some."""
        found = super().numbers(theta)
        if not theta[:, 2, :2].any():
            return found
        return {
            **found,
            'perspective x': theta[:, 2, 0],
            'perspective y': theta[:, 2, 1],
        }

    def of_boxes(self, boxes: Tensor) -> Tensor:
        """theta (..., 3, 3) whose views are normalised boxes (..., 4)."""
        return _square(super().of_boxes(boxes))

    def compose(self, outer: Tensor, inner: Tensor) -> Tensor:
        """Compose two thetas; either may be affine (..., 2, 3)."""
        return _normalised(_square(outer) @ _square(inner))

    def inverse(self, theta: Tensor) -> Tensor:
        return _normalised(torch.linalg.inv(theta))


def _facing(affine: Tensor, last: Tensor) -> Tensor:
    """theta (..., 3, 3) of an affine part and (p, q), never mirrored."""
    centre = _solved(affine[..., :2], affine[..., 2])
    towards = (last * centre).sum(-1, keepdim=True)
    last = last * (_MAX_TOWARDS / towards.clamp(min=_MAX_TOWARDS))
    last = F.pad(last, (0, 1), value=1.0)
    return torch.cat([affine, last.unsqueeze(-2)], -2)


def _solved(matrix: Tensor, right: Tensor) -> Tensor:
    """x (..., 2) of ``matrix`` (..., 2, 2) times x = ``right``.

    By Cramer's rule: ONNX has no operator for ``torch.linalg.solve``.
    """
    (a, b), (c, d) = (row.unbind(-1) for row in matrix.unbind(-2))
    p, q = right.unbind(-1)
    return torch.stack([d * p - b * q, a * q - c * p], -1) / (
        a * d - b * c
    ).unsqueeze(-1)


def _square(theta: Tensor) -> Tensor:
    """(..., 2, 3) or (..., 3, 3) to (..., 3, 3)."""
    if theta.shape[-2] == 3:
        return theta
    last = theta.new_tensor([0.0, 0.0, 1.0]).expand(*theta.shape[:-2], 1, 3)
    return torch.cat([theta, last], -2)


def _normalised(theta: Tensor) -> Tensor:
    return theta / theta[..., 2:, 2:]
