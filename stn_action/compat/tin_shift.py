"""TIN needs ``mmcv.ops.tin_shift``, which mmcv-lite lacks.

Where: ``linear_sampler`` in ``mmaction/models/backbones/resnet_tin.py`` of
MMAction2 1.2.0. Full MMCV 2.1 has the operator for GPUs alone. The whole
function is replaced by one in PyTorch; where the operator is there, that
remains in use on GPUs.
"""

import importlib.util

import torch
from torch import Tensor


def is_needed() -> bool:
    from mmaction.models.backbones import resnet_tin

    return resnet_tin.linear_sampler is not linear_sampler and not (
        _has_operator() and torch.cuda.is_available()
    )


def _has_operator() -> bool:
    return importlib.util.find_spec('mmcv.ops') is not None


def linear_sampler(data: Tensor, offset: Tensor) -> Tensor:
    """Move groups of channels along time, by fractions of a frame too.

    Frame t of the output is frame ``t - offset`` of the input, interpolated
    linearly; what comes from outside the clip is 0.

    Args:
        data: (N, T, C, H, W).
        offset: (N, G) frames, G groups of C / G channels.

    Returns:
        (N, T, C, H, W), differentiable in both.
    """
    groups = offset.shape[1]
    if data.shape[2] % groups:
        raise ValueError(
            f'{data.shape[2]} channels do not split into '
            f'{groups} groups of offsets'
        )
    grouped = data.unflatten(2, (groups, -1))  # (N, T, G, C / G, H, W)
    whole = offset.floor()
    weight = (offset - whole)[:, None, :, None, None, None]
    moved = (1 - weight) * _shift(grouped, whole.long())
    moved = moved + weight * _shift(grouped, whole.long() + 1)
    return moved.flatten(2, 3)


def _shift(grouped: Tensor, shift: Tensor) -> Tensor:
    """(N, T, G, C, H, W), each group by its own whole (N, G) frames."""
    frames = grouped.shape[1]
    time = torch.arange(frames, device=grouped.device)[None, :, None]
    source = time - shift[:, None]  # (N, T, G)
    inside = (source >= 0) & (source < frames)
    index = source.clamp(0, frames - 1)[..., None, None, None]
    picked = grouped.gather(1, index.expand_as(grouped))
    return picked * inside[..., None, None, None]


def install() -> None:
    if is_needed():
        from mmaction.models.backbones import resnet_tin

        resnet_tin.linear_sampler = linear_sampler
