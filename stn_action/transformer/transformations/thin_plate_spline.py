"""Thin-plate spline: a regular grid of control points, 2 parameters each."""

from typing import Dict

import torch
from torch import Tensor

from .base import Transformation

# The least Jacobian determinant allowed at the points where it is computed;
# between these points it then stays positive. A zoom to 0.22 of both sides has
# this determinant.
_MIN_DETERMINANT = 0.05

# Points along an axis, for each cell of the control grid, at which the
# determinant is computed.
_POINTS_PER_CELL = 16


class ThinPlateSpline(Transformation):
    """The smoothest map that takes control points of the view to the crop.

    theta (..., G * G, 2) holds where each control point of a regular G x G
    grid over the view lands in the crop, row by row. Points in between follow
    Bookstein 1989: ``f(x) = a + A x + sum_i w_i U(|x - c_i|)`` with
    ``U(r) = r^2 log r^2``. The control points of the view are fixed, so the
    linear system is solved once, here.

    The view never folds: where the way of the control points from the regular
    grid would bring the Jacobian determinant of f below 0.05 somewhere, the
    way of all of them is shortened by one factor, as much as it takes.

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
        solution = _solve(controls)
        self.register_buffer('solution', solution.float(), persistent=False)
        self.register_buffer(
            'slopes', _slopes(controls, solution).float(), persistent=False
        )

    def extra_repr(self) -> str:
        return f'grid_size={self.grid_size}, max_shift={self.max_shift}'

    def forward(self, params: Tensor) -> Tensor:
        shift = self.max_shift * torch.tanh(params / self.max_shift)
        way = shift.unflatten(-1, (-1, 2))
        return self.controls.to(params) + self._unfolded(way)

    def _unfolded(self, way: Tensor) -> Tensor:
        """The way (..., K, 2) of the control points, shortened if need be.

        With the way times l the determinant at a point is
        ``1 + l tr + l^2 det`` of the slopes there; it falls to the least
        allowed value at the smallest positive root.
        """
        slopes = torch.einsum('jmk,...ki->...mij', self.slopes.to(way), way)
        trace = slopes.diagonal(dim1=-2, dim2=-1).sum(-1)
        room = 1 - _MIN_DETERMINANT
        under = trace.square() - 4 * room * _det(slopes)
        root = under.clamp(min=1e-12).sqrt()
        divisor = root - trace
        reached = (under > 0) & (divisor > 0)
        factor = 2 * room / torch.where(reached, divisor, room)
        factor = torch.where(reached, factor, 1.0).amin(-1).clamp(max=1)
        return way * factor[..., None, None]

    def numbers(self, theta: Tensor) -> Dict[str, Tensor]:
        """Offsets (F, K) of the control points from their means over time."""
        moves = theta - theta.mean(0)
        return {'points, x': moves[..., 0], 'points, y': moves[..., 1]}

    def transform_points(self, theta: Tensor, points: Tensor) -> Tensor:
        basis = _basis(points, self.controls.to(points))
        return basis @ self.solution.to(points) @ theta


def _det(slopes: Tensor) -> Tensor:
    (a, b), (c, d) = (row.unbind(-1) for row in slopes.unbind(-2))
    return a * d - b * c


def _slopes(controls: Tensor, solution: Tensor) -> Tensor:
    """(2, M, K): takes ways to their slopes along x and y at M points.

    The points are a fine grid over the view, control points and corners among
    them.
    """
    per_side = round(len(controls) ** 0.5)
    side = (per_side - 1) * _POINTS_PER_CELL + 1
    axis = torch.linspace(-1, 1, side, dtype=controls.dtype)
    y, x = torch.meshgrid(axis, axis, indexing='ij')
    offset = torch.stack([x, y], -1).flatten(0, 1).unsqueeze(1) - controls
    square = offset.square().sum(-1, keepdim=True)
    # d/dx of r^2 log r^2; at a control point it is 0.
    log = torch.where(square > 1e-18, square, 1.0).log()
    radial = (2 * offset * (log + 1)).movedim(-1, 0)
    linear = torch.eye(3, dtype=controls.dtype)[1:].unsqueeze(1)
    linear = linear.expand(-1, radial.shape[1], -1)
    return torch.cat([radial, linear], -1) @ solution


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
