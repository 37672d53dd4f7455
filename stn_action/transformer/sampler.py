"""The differentiable sampler: the only caller of ``grid_sample``."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ..conventions import ALIGN_CORNERS

# A clip that shares one grid is sampled as planes of an image. On a CPU
# grid_sample runs in parallel over the batch and vectorised over the planes:
# groups of about 16 planes were fastest, 2 to 3 times faster than one grid
# per frame (ratios within one run).
_PLANES = 16

#: Source pixels per view pixel beyond which plain bilinear sampling aliases.
ALIAS_RATIO = 1.3


@torch.compiler.disable
def sample(
    source: Tensor,
    grid: Tensor,
    padding_mode: str = 'border',
    mode: str = 'bilinear',
) -> Tensor:
    """Sample ``source`` at ``grid``, bilinearly, in float32.

    Half precision is never used: on a CPU ``grid_sample`` returns garbage in
    fp16/bf16 from 200 px on, and a bf16 grid is off by up to 0.28 px.
    Compilation is off because inductor decomposes the op and halves its
    speed.

    Args:
        source (Tensor): (N, C, H, W), or a clip (N, C, T, H, W).
        grid (Tensor): (N, h, w, 2), for a clip shared by its frames, or
            (N, T, h, w, 2), one for each frame.
        padding_mode (str): ``'border'``, ``'zeros'`` or ``'reflection'``.
        mode (str): ``'bilinear'`` or ``'nearest'``.

    Returns:
        Tensor: (N, C, h, w) or (N, C, T, h, w), of ``source``'s dtype.
    """
    dtype = source.dtype
    if dtype not in (torch.float32, torch.float64):
        source = source.float()
    with torch.autocast(source.device.type, enabled=False):
        grid = grid.to(source.dtype)
        if source.dim() == 4:
            return _grid_sample(source, grid, padding_mode, mode).to(dtype)
        n, c, t = source.shape[:3]
        if grid.dim() == 5:
            planes = source.transpose(1, 2).flatten(0, 1)
            out = _grid_sample(planes, grid.flatten(0, 1), padding_mode, mode)
            out = out.unflatten(0, (n, t)).transpose(1, 2)
        else:
            groups = _num_groups(c * t)
            planes = source.flatten(1, 2).unflatten(1, (groups, -1))
            out = _grid_sample(
                planes.flatten(0, 1),
                grid.repeat_interleave(groups, 0),
                padding_mode,
                mode,
            )
            out = out.reshape(n, c, t, *out.shape[-2:])
        return out.to(dtype)


def _grid_sample(source, grid, padding_mode, mode):
    return F.grid_sample(
        source,
        grid,
        mode=mode,
        padding_mode=padding_mode,
        align_corners=ALIGN_CORNERS,
    )


def _num_groups(planes: int) -> int:
    """The divisor of ``planes`` that makes groups closest to ``_PLANES``."""
    divisors = [g for g in range(1, planes + 1) if planes % g == 0]
    return min(divisors, key=lambda g: abs(planes / g - _PLANES))
