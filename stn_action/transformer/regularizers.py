"""Penalties on theta, each a mean over the batch, 0 where all is well."""

import torch
from torch import Tensor

from .transformations import Transformation


def identity_prior(theta: Tensor, transformation: Transformation) -> Tensor:
    """Mean squared distance of theta from the identity."""
    return (theta - transformation.identity(theta)).square().mean()


def temporal_smoothness(theta: Tensor) -> Tensor:
    """Mean squared change of theta (N, T, ...) from a frame to the next.

    Raises:
        ValueError: theta has no time axis, or a single frame.
    """
    if theta.dim() < 4 or theta.shape[1] < 2:
        raise ValueError(
            'temporal_smoothness needs theta of shape (N, T, ...) with T of '
            f"2 or more, got {tuple(theta.shape)}; use temporal='frame'"
        )
    return theta.diff(dim=1).square().mean()


def out_of_crop(theta: Tensor, transformation: Transformation) -> Tensor:
    """Mean distance by which the view's corners lie outside the crop."""
    return (transformation.corners(theta).abs() - 1).clamp(min=0).mean()


def outside_share(
    theta: Tensor, transformation: Transformation, resolution: int = 16
) -> Tensor:
    """Share of the view, 0 to 1, that lies outside the crop (no gradient)."""
    with torch.no_grad():
        grid = transformation.grid(theta, (resolution, resolution))
        return (grid.abs() > 1).any(-1).to(theta.dtype).mean()
