"""Affine theta of other implementations, in this project's convention.

Here -1 and 1 are the outer edges of the first and the last pixel
(``align_corners=False``, see ``stn_action.conventions``). Others put -1 and 1
on pixel centres, so that the same numbers mean another view. A theta that is
copied without conversion is a little wrong: by about half a pixel, which is
more the smaller the images are.
"""

from typing import Tuple

import torch
from torch import Tensor


def theta_from_align_corners(
    theta: Tensor, input_size: Tuple[int, int], view_size: Tuple[int, int]
) -> Tensor:
    """Convert theta of ``affine_grid`` and ``grid_sample`` with
    ``align_corners=True``.

    -1 and 1 are there the centres of the first and the last pixel, of the
    input and of the view.

    Args:
        theta (Tensor): (..., 2, 3), view to input coordinates.
        input_size (tuple[int, int]): (H, W) of what is sampled, in pixels.
        view_size (tuple[int, int]): (H, W) of the view, 2 or more.

    Returns:
        Tensor: (..., 2, 3) that samples the same points here.
    """
    return _convert(theta, input_size, view_size, last_pixel=1)


def theta_from_kevinzakka(
    theta: Tensor, input_size: Tuple[int, int], view_size: Tuple[int, int]
) -> Tensor:
    """Convert theta of ``kevinzakka/spatial-transformer-network``.

    Its grid is that of ``align_corners=True``, and its ``bilinear_sampler``
    scales coordinates by ``max_x - 1`` where ``max_x`` is already the index
    of the last pixel: 1 is the centre of the last pixel but one.

    Args and returns: see :func:`theta_from_align_corners`.
    """
    return _convert(theta, input_size, view_size, last_pixel=2)


def _convert(
    theta: Tensor,
    input_size: Tuple[int, int],
    view_size: Tuple[int, int],
    last_pixel: int,
) -> Tensor:
    """``last_pixel``: 1 is the centre of input pixel W - ``last_pixel``."""
    if theta.shape[-2:] != (2, 3):
        raise ValueError(
            f'expected theta (..., 2, 3), got {tuple(theta.shape)}'
        )
    if min(view_size) < 2 or min(input_size) <= last_pixel:
        raise ValueError(
            f'a view of {tuple(view_size)} px of an input of '
            f'{tuple(input_size)} px has no scale in the other convention'
        )
    # Per axis x, y: the view's coordinate there is ``view`` times ours, and
    # ours of the input is ``scale`` times theirs plus ``shift``.
    size = theta.new_tensor([input_size[1], input_size[0]])
    out = theta.new_tensor([view_size[1], view_size[0]])
    view = out / (out - 1)
    scale = (size - last_pixel) / size
    shift = (1 - last_pixel) / size
    linear = scale[:, None] * theta[..., :2] * view
    moved = scale * theta[..., 2] + shift
    return torch.cat([linear, moved[..., None]], -1)
