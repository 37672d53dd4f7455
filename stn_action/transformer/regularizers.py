"""Penalties on views: means over the batch, 0 where nothing is wrong."""

from torch import Tensor

from .view import View


def identity_prior(view: View) -> Tensor:
    """Mean squared distance of theta from the identity."""
    still = view.family.identity(view.theta)
    return (view.theta - still).square().mean()


def temporal_smoothness(view: View) -> Tensor:
    """Mean squared change of theta from a frame to the next.

    Raises:
        ValueError: All frames share a view, or there is a single frame.
    """
    if not view.by_frame or view.theta.shape[1] < 2:
        raise ValueError(
            'temporal_smoothness needs a theta for each of 2 or more frames, '
            f'got shape {tuple(view.theta.shape)}; use '
            "temporal='frame'"
        )
    return view.theta.diff(dim=1).square().mean()


def out_of_crop(view: View) -> Tensor:
    """Mean distance by which the view's corners lie outside the crop."""
    return (view.corners().abs() - 1).clamp(min=0).mean()


#: Penalties by their names in ``stn_regularizers``.
REGULARIZERS = dict(
    identity=identity_prior,
    smoothness=temporal_smoothness,
    outside=out_of_crop,
)
