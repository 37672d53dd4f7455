"""Base classes of all transformation families and of the matrix families.

A localisation network puts out ``params`` (..., P), any real numbers. The
family turns them into a bounded ``theta``, which the grid generator, the
losses and the drawing use. Zero ``params`` are the identity, so a last layer
at zero starts there and weight decay pulls back to it.
"""

from abc import ABC, abstractmethod
from typing import Dict, Optional, Tuple

import torch
from torch import Tensor, nn

#: Corners of the view, clockwise from the top left, (4, 2) of (x, y).
VIEW_CORNERS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


class Transformation(nn.Module, ABC):
    """Base class of the families.

    ``forward(params)`` gives theta; leading axes (N, or N and T) are free.
    """

    #: P, the numbers a localisation network has to put out.
    num_params: int
    #: Whether the edges of the view stay straight in the crop.
    straight_edges: bool = True
    #: Whether thetas can be composed with each other and with 2x3 matrices.
    composes: bool = False
    #: Axes of theta after (N, ...) or (N, T, ...).
    theta_axes: int = 2
    #: Whether theta has an axis of K parallel views, and K.
    parallel: bool = False
    num_views: int = 1

    @abstractmethod
    def forward(self, params: Tensor) -> Tensor:
        """(..., P) unbounded to theta (..., *theta_shape), bounded."""

    @abstractmethod
    def transform_points(self, theta: Tensor, points: Tensor) -> Tensor:
        """Map view points to crop points, both normalised (x, y).

        Args:
            theta (Tensor): (..., *theta_shape).
            points (Tensor): (M, 2) in the view.

        Returns:
            Tensor: (..., M, 2) in the crop.
        """

    def identity(self, like: Tensor) -> Tensor:
        """The identity theta, no leading axes, of ``like``'s type, device."""
        return self(like.new_zeros(self.num_params))

    def grid(self, theta: Tensor, size: Tuple[int, int]) -> Tensor:
        """Sampling grid (..., H, W, 2) of a view of ``size`` (H, W)."""
        points = view_points(size, theta)
        return self.transform_points(theta, points).unflatten(-2, size)

    def corners(self, theta: Tensor) -> Tensor:
        """The view's quadrilateral (..., 4, 2) in the crop, clockwise."""
        return self.transform_points(theta, theta.new_tensor(VIEW_CORNERS))

    def outline(self, theta: Tensor, per_edge: int = 12) -> Tensor:
        """The view's border in the crop, (..., P, 2), clockwise.

        The four corners where edges stay straight, else ``per_edge`` points
        of each edge, from the top left on.
        """
        if self.straight_edges:
            return self.corners(theta)
        return self.transform_points(theta, border_points(per_edge, theta))

    def as_boxes(self, theta: Tensor) -> Optional[Tensor]:
        """Normalised boxes (..., 4) that the views are.

        None where one of them is turned, mirrored or bent.
        """
        return None

    def numbers(self, theta: Tensor) -> Dict[str, Tensor]:
        """What the views do to the crop, by name, for plots.

        Args:
            theta (Tensor): (F, *theta_shape), of F frames.

        Returns:
            dict[str, Tensor]: (F,) each, or (F, M) of M points. Here where
            the middle of the view lies.
        """
        middle = self.transform_points(theta, theta.new_zeros(1, 2))
        return {'centre x': middle[:, 0, 0], 'centre y': middle[:, 0, 1]}

    def compose(self, outer: Tensor, inner: Tensor) -> Tensor:
        """theta of ``inner`` first, then ``outer``: outer(inner(point))."""
        raise NotImplementedError(
            f'{type(self).__name__} has no composition within its family, so '
            'it cannot look twice, nor at the middle of a crop, nor be '
            'widened or moved at random; use a matrix family such as '
            'attention or affine'
        )

    def single(self) -> 'Transformation':
        """The family of one of the K parallel views."""
        return self

    def limit(self, theta: Tensor) -> Tensor:
        """A composed theta, brought back within the family's bounds."""
        return theta

    def inverse(self, theta: Tensor) -> Tensor:
        """theta of the way back, from crop to view."""
        raise NotImplementedError(
            f'{type(self).__name__} has no inverse within its family'
        )


class MatrixTransformation(Transformation):
    """Families whose theta is the 2x3 matrix of eq. 1 of the paper.

    Args:
        min_scale (float): The closest zoom, the view's side over the crop's.
        max_scale (float): The widest view. Above 1 the view reaches beyond
            the crop, where padding is sampled.
        max_shift (float): Bound of the view's centre in normalised units. Up
            to 1 the centre stays in the crop: a view wholly outside would
            have no gradient to come back.
    """

    composes = True

    def __init__(
        self,
        min_scale: float = 0.2,
        max_scale: float = 1.5,
        max_shift: float = 1.0,
    ) -> None:
        super().__init__()
        if not 0 < min_scale < 1 < max_scale:
            raise ValueError(
                f'scales must satisfy 0 < min_scale < 1 < max_scale, got '
                f'min_scale={min_scale}, max_scale={max_scale}; the identity '
                '(scale 1) has to lie inside'
            )
        if not 0 < max_shift <= 1:
            raise ValueError(
                f'max_shift must lie in (0, 1], got {max_shift}: beyond 1 the '
                "view's centre leaves the crop"
            )
        self.min_scale = min_scale
        self.max_scale = max_scale
        self.max_shift = max_shift

    def extra_repr(self) -> str:
        return (
            f'num_params={self.num_params}, scale=[{self.min_scale}, '
            f'{self.max_scale}], max_shift={self.max_shift}'
        )

    def scale(self, params: Tensor) -> Tensor:
        """exp, softly bounded: 1 and slope 1 at 0, within the two scales."""
        log_max = params.new_tensor(self.max_scale).log()
        log_min = params.new_tensor(self.min_scale).log()
        up = log_max * torch.tanh(params / log_max)
        down = log_min * torch.tanh(params / log_min)
        return torch.where(params > 0, up, down).exp()

    def shift(self, params: Tensor) -> Tensor:
        """Identity-like at 0 (slope 1), within +-max_shift."""
        return self.max_shift * torch.tanh(params / self.max_shift)

    def limit(self, theta: Tensor) -> Tensor:
        """A composed theta, brought back within the bounds of one step."""
        return self.limit_centre(self.limit_linear(theta))

    def limit_centre(self, theta: Tensor) -> Tensor:
        """Keep the centre of a composed theta inside the crop."""
        shift = theta[..., 2:].clamp(-self.max_shift, self.max_shift)
        return torch.cat([theta[..., :2], shift], -1)

    def limit_linear(self, theta: Tensor) -> Tensor:
        """Keep scales and angles within the bounds; those within stay."""
        return theta

    def clamp_scale(self, scale: Tensor) -> Tensor:
        return scale.clamp(self.min_scale, self.max_scale)

    def of_boxes(self, boxes: Tensor) -> Tensor:
        """theta (..., 2, 3) whose views are normalised boxes (..., 4)."""
        low, high = boxes[..., :2], boxes[..., 2:]
        linear = torch.diag_embed((high - low) / 2)
        return torch.cat([linear, ((low + high) / 2).unsqueeze(-1)], -1)

    def as_boxes(self, theta: Tensor) -> Optional[Tensor]:
        sides = theta[..., :2].diagonal(dim1=-2, dim2=-1)
        turned = theta[..., [0, 1], [1, 0]]
        if not ((sides > 0) & (turned == 0)).all():
            return None
        centre = theta[..., 2]
        return torch.cat([centre - sides, centre + sides], -1)

    def numbers(self, theta: Tensor) -> Dict[str, Tensor]:
        """Zoom, or scales and shears of views that turn or shear; shifts.

        The zoom is how much larger the crop appears, one over theta's scale;
        the rest are entries of theta (shift 1 is half the crop).
        """
        scale_x, scale_y = theta[:, 0, 0], theta[:, 1, 1]
        shear_x, shear_y = theta[:, 0, 1], theta[:, 1, 0]
        if shear_x.any() or shear_y.any() or not (scale_x * scale_y).all():
            found = {
                'scale x': scale_x,
                'scale y': scale_y,
                'shear x': shear_x,
                'shear y': shear_y,
            }
        elif torch.equal(scale_x, scale_y):
            found = {'zoom': 1 / scale_x}
        else:
            found = {'zoom x': 1 / scale_x, 'zoom y': 1 / scale_y}
        return {**found, 'shift x': theta[:, 0, 2], 'shift y': theta[:, 1, 2]}

    def transform_points(self, theta: Tensor, points: Tensor) -> Tensor:
        return points @ theta[..., :2].mT + theta[..., 2].unsqueeze(-2)

    def compose(self, outer: Tensor, inner: Tensor) -> Tensor:
        linear = outer[..., :2] @ inner[..., :2]
        shift = outer[..., :2] @ inner[..., 2:] + outer[..., 2:]
        return torch.cat([linear, shift], -1)

    def inverse(self, theta: Tensor) -> Tensor:
        linear = torch.linalg.inv(theta[..., :2])
        return torch.cat([linear, -linear @ theta[..., 2:]], -1)


def areas(theta: Tensor) -> Tensor:
    """Areas over the crop's (...,) of views of matrices (..., 2 or 3, 3)."""
    (a, b), (c, d) = (row.unbind(-1) for row in theta[..., :2, :2].unbind(-2))
    return (a * d - b * c).abs()


def view_points(size: Tuple[int, int], like: Tensor) -> Tensor:
    """Pixel centres of a view of ``size`` (H, W), row by row: (H*W, 2)."""
    height, width = size
    y = (
        torch.arange(height, device=like.device, dtype=like.dtype) * 2 + 1
    ) / height - 1
    x = (
        torch.arange(width, device=like.device, dtype=like.dtype) * 2 + 1
    ) / width - 1
    y, x = torch.meshgrid(y, x, indexing='ij')
    return torch.stack([x, y], -1).flatten(0, 1)


def border_points(per_edge: int, like: Tensor) -> Tensor:
    """(4 * per_edge, 2) on the view's border, clockwise from the top left."""
    corners = like.new_tensor(VIEW_CORNERS)
    steps = torch.arange(per_edge, device=like.device, dtype=like.dtype)
    share = (steps / per_edge).view(-1, 1)
    edges = [
        start + share * (end - start)
        for start, end in zip(corners, corners.roll(-1, 0))
    ]
    return torch.cat(edges)


def matrix_2x3(
    a: Tensor, b: Tensor, tx: Tensor, c: Tensor, d: Tensor, ty: Tensor
) -> Tensor:
    """``[[a, b, tx], [c, d, ty]]`` (..., 2, 3) from six (...) tensors."""
    rows = torch.stack([a, b, tx, c, d, ty], -1)
    return rows.unflatten(-1, (2, 3))
