"""The differentiable sampler: the only caller of ``grid_sample``."""

from typing import Optional, Tuple, Union

import torch
import torch.nn.functional as F
from torch import Tensor

from ..conventions import ALIGN_CORNERS
from .graphs import is_recorded
from .precision import without_autocast
from .regions import boxes_inside, sample_boxes, seen_part
from .view import View

# A clip that shares one grid is sampled as planes of an image. On a CPU
# grid_sample runs in parallel over the batch and vectorised over the planes:
# groups of about 16 planes were fastest, 2 to 3 times faster than one grid
# per frame (ratios within one run).
_PLANES = 16

#: Source pixels per view pixel beyond which plain bilinear sampling aliases.
ALIAS_RATIO = 1.3

_MODES = ('bilinear', 'nearest')
_PADDING = ('border', 'zeros', 'reflection')


class Sampler:
    """Shows what a view looks at.

    Args:
        padding_mode (str): What lies outside the crop. ``'border'``,
            ``'zeros'`` or ``'reflection'``.
        mode (str): ``'bilinear'``, or ``'nearest'`` for what must not be
            blended (label maps); theta then gets no gradient from the view.
        supersample (int | 'auto'): Samples per view pixel and axis, averaged.
            ``'auto'`` takes 2 where the crop has over 1.3 times the pixels of
            the view along an axis: plain bilinear sampling aliases there.

    Raises:
        ValueError: A setting is unknown or out of range.
    """

    def __init__(
        self,
        padding_mode: str = 'border',
        mode: str = 'bilinear',
        supersample: Union[int, str] = 'auto',
    ) -> None:
        for name, value, known in (
            ('padding_mode', padding_mode, _PADDING),
            ('mode', mode, _MODES),
        ):
            if value not in known:
                raise ValueError(
                    f'sampler: {name} must be one of {known}, got {value!r}'
                )
        if supersample != 'auto' and (
            not isinstance(supersample, int) or supersample < 1
        ):
            raise ValueError(
                "sampler: supersample must be 'auto' or a whole number of 1 "
                f'or more, got {supersample!r}'
            )
        self.padding_mode = padding_mode
        self.mode = mode
        self.supersample = supersample

    def __call__(self, x: Tensor, view: View, size: Tuple[int, int]) -> Tensor:
        """Sample ``x`` through ``view``.

        Args:
            x (Tensor): (N, C, H, W), or clips (N, C, T, H, W).
            view (View): Views of these N images or clips.
            size (tuple[int, int]): (h, w) of the result.

        Returns:
            Tensor: (N, C, h, w) or (N, C, T, h, w), of ``x``'s dtype, but
            float32 for blended whole numbers; K parallel views give
            (N * K, ...), those of a clip in a row.
        """
        if view.family.parallel:
            x = x.repeat_interleave(view.num_views, 0)
            view = view.one_by_one()
        factor = self.factor((x.shape[-2], x.shape[-1]), size)
        fine = (size[0] * factor, size[1] * factor)
        with without_autocast(x):
            boxes = self._boxes(x, view, factor)
            if boxes is not None:
                out = sample_boxes(x, boxes, size, factor)
                return out.to(_result_dtype(x.dtype, self.mode))
            out = sample(x, view.grid(fine), self.padding_mode, self.mode)
            if factor > 1:
                pooled = F.avg_pool2d(out.flatten(0, -3), factor)
                out = pooled.unflatten(0, out.shape[:-2])
            return out

    def _boxes(self, x: Tensor, view: View, factor: int) -> Optional[Tensor]:
        """The views as boxes, where ``roi_align`` does the same and faster.

        Measured on a CPU: it is faster for several samples a pixel, not for
        one.
        """
        if (
            factor == 1
            or self.mode != 'bilinear'
            or self.padding_mode != 'border'
            or x.device.type != 'cpu'
        ):
            return None
        return boxes_inside(view)

    def factor(self, crop: Tuple[int, int], size: Tuple[int, int]) -> int:
        """Samples per view pixel and axis."""
        if self.mode == 'nearest':
            return 1
        if isinstance(self.supersample, int):
            return self.supersample
        ratio = max(crop[0] / size[0], crop[1] / size[1])
        return 2 if ratio > ALIAS_RATIO else 1


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
        Tensor: (N, C, h, w) or (N, C, T, h, w), of ``source``'s dtype, but
        float32 for blended whole numbers.
    """
    dtype = _result_dtype(source.dtype, mode)
    exact = source.dtype in (torch.float32, torch.float64)
    with without_autocast(source):
        if not exact:
            grid = grid.float()
            if padding_mode != 'reflection' and not is_recorded():
                source, grid = seen_part(source, grid)
            source = source.float()
        grid = grid.to(source.dtype)
        if source.dim() == 4:
            return _grid_sample(source, grid, padding_mode, mode).to(dtype)
        n, c, t = source.shape[:3]
        if grid.dim() == 5:
            out = _sample_frames(
                source.transpose(1, 2), grid, padding_mode, mode
            )
            out = out.transpose(1, 2)
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


def _result_dtype(dtype: torch.dtype, mode: str) -> torch.dtype:
    """That of the source, but float32 for a blend of whole numbers."""
    whole = not dtype.is_floating_point
    return torch.float32 if whole and mode == 'bilinear' else dtype


def _sample_frames(frames, grid, padding_mode, mode):
    """(N, T, C, H, W) at (N, T, h, w, 2).

    On a CPU each clip is sampled by itself, which copies nothing. Flattening
    all clips into one batch would copy the frames first.
    """
    if frames.device.type == 'cpu' and not is_recorded():
        clips = zip(frames, grid)
        return torch.stack(
            [_grid_sample(f, g, padding_mode, mode) for f, g in clips]
        )
    planes, grids = frames.flatten(0, 1), grid.flatten(0, 1)
    out = _grid_sample(planes, grids, padding_mode, mode)
    return out.unflatten(0, frames.shape[:2])


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


def checked_size(
    size: Optional[Union[int, Tuple[int, int]]],
) -> Optional[Tuple[int, int]]:
    """(H, W) of ``output_size``; None is left as it is."""
    if size is None:
        return None
    height, width = (size, size) if isinstance(size, int) else size
    if min(height, width) < 1:
        raise ValueError(
            f'output_size must be 1 pixel or more, got {(height, width)}'
        )
    return height, width
