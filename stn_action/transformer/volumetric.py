"""Spatial transformers of volumes (arXiv 1506.02025, appendix A.3).

The same three parts in three dimensions: a localisation network of 3-D
convolutions, a 3-D affine grid, trilinear sampling. A volume that was turned
upright can then be projected onto a plane, where an ordinary 2-D network goes
on.
"""

from typing import Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..conventions import ALIGN_CORNERS
from .precision import without_autocast

#: Ways to project a volume (N, C, D, H, W) onto the plane of H and W.
PROJECTIONS = ('mean', 'max', 'sum')


class Affine3d(nn.Module):
    """3-D affine: 12 parameters, bounded, the identity at zero.

    The linear part is ``R K diag(sx, sy, sz)``: a rotation, a shear ``K``
    (upper triangular, ones on its diagonal) and scales. Its determinant is
    ``sx sy sz`` > 0, so a view is never mirrored. The parameters are
    (log sx, log sy, log sz, rotation 3, shear 3, shift 3), each through tanh.

    Args:
        min_scale (float): Closest zoom. Defaults to 0.5.
        max_scale (float): Widest view. Defaults to 1.5.
        max_angle (float): Bound of each component of the rotation vector, in
            radians. Defaults to 1.6.
        max_shear (float): Defaults to 0.5.
        max_shift (float): Of the view's centre, normalised. Defaults to 1.
    """

    num_params = 12

    def __init__(
        self,
        min_scale: float = 0.5,
        max_scale: float = 1.5,
        max_angle: float = 1.6,
        max_shear: float = 0.5,
        max_shift: float = 1.0,
    ) -> None:
        super().__init__()
        if not 0 < min_scale < 1 < max_scale:
            raise ValueError(
                'scales must satisfy 0 < min_scale < 1 < max_scale, got '
                f'min_scale={min_scale}, max_scale={max_scale}'
            )
        for name, value in dict(
            max_angle=max_angle, max_shear=max_shear, max_shift=max_shift
        ).items():
            if not value > 0:
                raise ValueError(f'{name} must be positive, got {value}')
        self.min_scale = min_scale
        self.max_scale = max_scale
        self.max_angle = max_angle
        self.max_shear = max_shear
        self.max_shift = max_shift

    def forward(self, params: Tensor) -> Tensor:
        """(..., 12), any numbers, to theta (..., 3, 4)."""
        zoom, turn, slant, move = params.split(3, -1)
        low = params.new_tensor(self.min_scale).log()
        high = params.new_tensor(self.max_scale).log()
        bound = torch.where(zoom > 0, high, low)
        scale = (bound * torch.tanh(zoom / bound)).exp()
        shear = _upper_triangle(_bounded(slant, self.max_shear))
        rotation = torch.linalg.matrix_exp(
            _cross_matrix(_bounded(turn, self.max_angle))
        )
        linear = rotation @ shear * scale.unsqueeze(-2)
        shift = _bounded(move, self.max_shift)
        return torch.cat([linear, shift.unsqueeze(-1)], -1)


class VolumetricTransformer(nn.Module):
    """Localisation network, 3-D affine grid, trilinear sampling.

    The localisation network starts at random, its last layer at zero: the
    first view is the volume itself.

    Args:
        size (int): S, side of the cubic input in voxels, 16 or more.
        in_channels (int): C. Defaults to 1.
        channels (tuple[int, int]): Of the two convolutions.
        kernel_sizes (tuple[int, int]): Their kernels, large as in 2-D.
        output_size (int, optional): Side of the view. Defaults to S.
        transformation (dict, optional): Arguments of :class:`Affine3d`.
        projection (str, optional): One of ``PROJECTIONS``: the view's depth
            is projected away. None keeps the volume.
        lr_mult (float): Learning rate over the backbone's, applied by
            ``STNOptimWrapperConstructor``.
    """

    def __init__(
        self,
        size: int,
        in_channels: int = 1,
        channels: Tuple[int, int] = (8, 16),
        kernel_sizes: Tuple[int, int] = (7, 5),
        output_size: Optional[int] = None,
        transformation: Optional[dict] = None,
        projection: Optional[str] = None,
        lr_mult: float = 1e-3,
    ) -> None:
        super().__init__()
        if size < 16:
            raise ValueError(f'size must be 16 voxels or more, got {size}')
        if projection not in (None, *PROJECTIONS):
            raise ValueError(
                f'projection must be one of {PROJECTIONS} or None, got '
                f'{projection!r}'
            )
        self.size = size
        self.output_size = output_size or size
        self.projection = projection
        self.lr_mult = lr_mult
        self.transformation = Affine3d(**(transformation or {}))
        layers, seen = [], in_channels
        for width, kernel in zip(channels, kernel_sizes):
            layers += [
                nn.Conv3d(seen, width, kernel, 2, kernel // 2),
                nn.BatchNorm3d(width),
                nn.ReLU(inplace=True),
            ]
            seen = width
        regressor = nn.Linear(seen * 4**3, self.transformation.num_params)
        self.localisation = nn.Sequential(
            *layers, nn.AdaptiveAvgPool3d(4), nn.Flatten(), regressor
        )
        self.init_weights()

    def init_weights(self) -> None:
        """The last layer at zero: the first theta is the identity."""
        regressor = self.localisation[-1]
        assert isinstance(regressor, nn.Linear)  # built above
        nn.init.zeros_(regressor.weight)
        nn.init.zeros_(regressor.bias)

    def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
        """Volumes (N, C, S, S, S) to the view and theta (N, 3, 4).

        The view is (N, C, s, s, s), or (N, C, s, s) where it is projected.
        """
        if x.dim() != 5 or x.shape[-3:] != (self.size,) * 3:
            raise ValueError(
                f'VolumetricTransformer was built for volumes (N, C, '
                f'{self.size}, {self.size}, {self.size}), got a tensor of '
                f'shape {tuple(x.shape)}'
            )
        theta = self.transformation(self.localisation(x).float())
        view = sample_volume(x, theta, (self.output_size,) * 3)
        if self.projection:
            view = project(view, self.projection)
        return view, theta


def sample_volume(
    source: Tensor, theta: Tensor, size: Tuple[int, int, int]
) -> Tensor:
    """Trilinear, zeros outside, in float32 under any autocast.

    Args:
        source (Tensor): (N, C, D, H, W).
        theta (Tensor): (N, 3, 4), maps the view's (x, y, z) to the source's;
            -1 and 1 are outer faces of voxels, x along W, z along D.
        size (tuple[int, int, int]): (D, H, W) of the view.

    Returns:
        Tensor: (N, C, *size).
    """
    with without_autocast(source):
        if source.dtype not in (torch.float32, torch.float64):
            source = source.float()
        shape = [*source.shape[:2], *size]
        grid = F.affine_grid(
            theta.to(source.dtype), shape, align_corners=ALIGN_CORNERS
        )
        return F.grid_sample(
            source, grid, padding_mode='zeros', align_corners=ALIGN_CORNERS
        )


def project(volume: Tensor, how: str = 'mean') -> Tensor:
    """(N, C, D, H, W) to (N, C, H, W): the depth, seen from the front."""
    if how == 'max':
        return volume.amax(2)
    return volume.mean(2) if how == 'mean' else volume.sum(2)


def _bounded(params: Tensor, bound: float) -> Tensor:
    """Slope 1 at 0, within +-``bound``."""
    return bound * torch.tanh(params / bound)


def _upper_triangle(values: Tensor) -> Tensor:
    """``[[1, a, b], [0, 1, c], [0, 0, 1]]`` of (..., 3)."""
    a, b, c = values.unbind(-1)
    one, zero = torch.ones_like(a), torch.zeros_like(a)
    rows = torch.stack([one, a, b, zero, one, c, zero, zero, one], -1)
    return rows.unflatten(-1, (3, 3))


def _cross_matrix(vector: Tensor) -> Tensor:
    """(..., 3) to the matrix of ``vector x point``, a rotation's logarithm."""
    x, y, z = vector.unbind(-1)
    zero = torch.zeros_like(x)
    rows = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1)
    return rows.unflatten(-1, (3, 3))
