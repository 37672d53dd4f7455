"""Smoothing of parameters over time."""
import math

import torch
import torch.nn.functional as F
from torch import Tensor


def gaussian_smooth(params: Tensor, sigma: float) -> Tensor:
    """Gaussian average over time, renormalised at the ends of the clip.

    Args:
        params (Tensor): (N, T, P).
        sigma (float): Standard deviation in frames; cut at 3 sigma.

    Returns:
        Tensor: (N, T, P).
    """
    radius = max(1, math.ceil(3 * sigma))
    offsets = torch.arange(
        -radius, radius + 1, device=params.device, dtype=params.dtype)
    kernel = torch.exp(-0.5 * (offsets / sigma)**2).view(1, 1, -1)
    series = params.transpose(1, 2).flatten(0, 1).unsqueeze(1)
    ones = torch.ones_like(series[:1])
    smooth = F.conv1d(series, kernel, padding=radius)
    weight = F.conv1d(ones, kernel, padding=radius)
    smooth = (smooth / weight).squeeze(1)
    return smooth.unflatten(0, (params.shape[0], -1)).transpose(1, 2)
