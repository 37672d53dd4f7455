"""Thin-plate spline: a regular grid of control points, 2 parameters each."""

import torch
from torch import Tensor

from .base import Transformation


class ThinPlateSpline(Transformation):
    """The smoothest map that takes control points of the view to the crop.

    theta (..., G * G, 2) holds where each control point of a regular G x G
    grid over the view lands in the crop, row by row. Points in between follow
    Bookstein 1989: ``f(x) = a + A x + sum_i w_i U(|x - c_i|)`` with
    ``U(r) = r^2 log r^2``. The control points of the view are fixed, so the
    linear system is solved once, here.

    Args:
        grid_size (int): G, 2 or more. Defaults to 4 (16 points, as in the
            paper).
        max_shift (float): Bound of each coordinate's way from the regular
            grid, in normalised units. Up to 1 the mean of the control points
            stays in the crop.
    """

    straight_edges = False
    controls: Tensor
    solution: Tensor

    def __init__(self, grid_size: int = 4, max_shift: float = 1.0) -> None:
        super().__init__()
        if grid_size < 2:
            raise ValueError(f'grid_size must be 2 or more, got {grid_size}')
        if not 0 < max_shift <= 1:
            raise ValueError(
                f'max_shift must lie in (0, 1], got {max_shift}: beyond 1 the '
                'view as a whole can leave the crop'
            )
        self.grid_size = grid_size
        self.max_shift = max_shift
        self.num_params = 2 * grid_size**2
        axis = torch.linspace(-1, 1, grid_size, dtype=torch.float64)
        y, x = torch.meshgrid(axis, axis, indexing='ij')
        controls = torch.stack([x, y], -1).flatten(0, 1)
        self.register_buffer('controls', controls.float(), persistent=False)
        self.register_buffer(
            'solution', _solve(controls).float(), persistent=False
        )

    def extra_repr(self) -> str:
        return f'grid_size={self.grid_size}, max_shift={self.max_shift}'

    def forward(self, params: Tensor) -> Tensor:
        shift = self.max_shift * torch.tanh(params / self.max_shift)
        return self.controls.to(params) + shift.unflatten(-1, (-1, 2))

    def transform_points(self, theta: Tensor, points: Tensor) -> Tensor:
        basis = _basis(points, self.controls.to(points))
        return basis @ self.solution.to(points) @ theta


def _basis(points: Tensor, controls: Tensor) -> Tensor:
    """(M, K + 3): U of the distance to each control point, then 1, x, y."""
    square = (points.unsqueeze(1) - controls).square().sum(-1)
    radial = torch.xlogy(square, square)
    return torch.cat([radial, torch.ones_like(points[:, :1]), points], 1)


def _solve(controls: Tensor) -> Tensor:
    """(K + 3, K): takes the crop's control points to the coefficients."""
    count = len(controls)
    system = controls.new_zeros(count + 3, count + 3)
    system[:count] = _basis(controls, controls)
    system[count:, :count] = system[:count, count:].T
    return torch.linalg.inv(system)[:, :count]
