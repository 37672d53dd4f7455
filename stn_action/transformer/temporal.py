"""Parameters and thetas over time: smoothed, or pulled together."""

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
        -radius, radius + 1, device=params.device, dtype=params.dtype
    )
    kernel = torch.exp(-0.5 * (offsets / sigma) ** 2).view(1, 1, -1)
    series = params.transpose(1, 2).flatten(0, 1).unsqueeze(1)
    ones = torch.ones_like(series[:1])
    smooth = F.conv1d(series, kernel, padding=radius)
    weight = F.conv1d(ones, kernel, padding=radius)
    smooth = (smooth / weight).squeeze(1)
    return smooth.unflatten(0, (params.shape[0], -1)).transpose(1, 2)


def pull_together(theta: Tensor, error: float) -> Tensor:
    """The thetas of a clip's frames nearer to their mean.

    Of what they differ by, as much goes as the localisation network errs by
    from frame to frame: all of it where they nearly agree, as for a box that
    is loose in the same way in every frame, and next to nothing where the box
    jumps. This is the positive-part estimator of James and Stein (1961), with
    the mean in place of 0: apart * max(0, 1 - error^2 / variance).

    Args:
        theta (Tensor): (N, T, ..., 2, 3) of a matrix family.
        error (float): Standard deviation of a frame's theta, of all entries
            together, over the side of the view.

    Returns:
        Tensor: The same shape.
    """
    frames = theta.shape[1]
    if frames == 1:
        return theta
    mean = theta.mean(1, keepdim=True)
    apart = theta - mean
    linear = mean[..., :2]
    area = (
        linear[..., 0, 0] * linear[..., 1, 1]
        - linear[..., 0, 1] * linear[..., 1, 0]
    ).abs()
    variance = apart.square().sum((1, -2, -1)) / (frames - 1)
    variance = variance.unsqueeze(1) / area
    kept = (1 - error**2 / variance.clamp(min=1e-12)).clamp(min=0)
    return mean + apart * kept[..., None, None]
