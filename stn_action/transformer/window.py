"""The part of a crop that the localisation network looks at."""

from typing import Tuple

import torch
from torch import Tensor

from .transformations import MatrixTransformation, Transformation


def check_window(window: float, family: Transformation) -> None:
    """Raise ValueError where a family cannot have such a window."""
    if not 0 < window <= 1:
        raise ValueError(f'window must lie in (0, 1], got {window}')
    if window != 1 and not isinstance(family, MatrixTransformation):
        raise ValueError(
            f'window={window} needs a matrix family, such as attention or '
            f'affine, got {type(family).__name__}; use window=1'
        )


def central_window(clip: Tensor, window: float) -> Tuple[Tensor, Tensor]:
    """The central window of (N, C, T, H, W), and its theta (2, 3)."""
    rows, columns = map(int, clip.shape[-2:])  # tensors while being traced
    top, left = (round(n * (1 - window) / 2) for n in (rows, columns))
    height, width = rows - 2 * top, columns - 2 * left
    x, y = width / columns, height / rows
    theta = torch.tensor([[x, 0, 0], [0, y, 0]], device=clip.device)
    return clip[..., top : top + height, left : left + width], theta
