"""Parameters and thetas over time: averaged, smoothed, pulled together."""

import math
from typing import Dict, Type, Union

import torch
import torch.nn.functional as F
from torch import Tensor

from .transformations import areas


class OverTime:
    """One view a clip: the frames' parameters are averaged."""

    by_frame = False

    def __call__(self, params: Tensor) -> Tensor:
        """(N, T, P) to (N, P)."""
        return params.mean(1)


class EachFrame:
    """A view a frame, each from its own parameters."""

    by_frame = True

    def __call__(self, params: Tensor) -> Tensor:
        """(N, T, P) to the same."""
        return params


class Smooth(EachFrame):
    """A view a frame, from parameters that are smoothed over time.

    Args:
        sigma (float): Frames, standard deviation of the Gaussian. Above 0.
    """

    def __init__(self, sigma: float = 1.0) -> None:
        if not sigma > 0:
            raise ValueError(
                f'temporal: sigma of smooth must be above 0, got {sigma}; '
                "temporal='frame' does not smooth"
            )
        self.sigma = sigma

    def __call__(self, params: Tensor) -> Tensor:
        """(N, T, P) to the same."""
        return gaussian_smooth(params, self.sigma)


#: Ways to get from the parameters of the frames to those of the views.
TEMPORAL: Dict[str, Type[Union[OverTime, EachFrame]]] = dict(
    clip=OverTime, frame=EachFrame, smooth=Smooth
)


def build_temporal(cfg: Union[str, dict]) -> Union[OverTime, EachFrame]:
    """``'clip'``, ``'frame'``, ``'smooth'`` or ``dict(type=..., ...)``."""
    kwargs = dict(cfg) if isinstance(cfg, dict) else dict(type=cfg)
    name = str(kwargs.pop('type', None))
    if name not in TEMPORAL:
        raise ValueError(
            f'temporal must be one of {tuple(TEMPORAL)}, got {name!r}'
        )
    return TEMPORAL[name](**kwargs)


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
    """Move the thetas of a clip's frames towards their mean.

    The thetas differ because the person moves and because the localisation
    network errs. Where they differ by no more than its error, all become the
    mean, as for a box that is loose in the same way in every frame; where
    they differ by much more, as for a box that jumps, they hardly change.
    This is the positive-part estimator of James and Stein (1961) with the
    mean in place of 0: mean + apart * max(0, 1 - error^2 / variance).

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
    variance = apart.square().sum((1, -2, -1)) / (frames - 1)
    variance = variance.unsqueeze(1) / areas(mean)
    kept = (1 - error**2 / variance.clamp(min=1e-12)).clamp(min=0)
    return mean + apart * kept[..., None, None]
