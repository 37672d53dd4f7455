"""Sampling only the part of a crop that its views reach.

A crop of whole numbers is converted to float32 before it is sampled. That
costs more than the sampling itself, so only the part that is needed is
converted.
"""

from typing import Optional, Tuple

import torch
from torch import Tensor
from torchvision.ops import roi_align

from ..conventions import denormalise_boxes
from .graphs import is_recorded
from .view import View


def seen_part(source: Tensor, grid: Tensor) -> Tuple[Tensor, Tensor]:
    """Cut out the part of the source that the grids reach.

    The part is large enough that zeros and border padding give what they
    would on the whole source. Reflection reads further in, so it needs the
    whole source.

    Args:
        source (Tensor): (..., H, W).
        grid (Tensor): (..., 2), normalised in the source.

    Returns:
        tuple[Tensor, Tensor]: The part (..., h, w), and the grid normalised
        in it.
    """
    with torch.no_grad():
        ends = torch.stack(
            [grid.flatten(0, -2).amin(0), grid.flatten(0, -2).amax(0)]
        )
        if not torch.isfinite(ends).all():
            return source, grid
    size = (source.shape[-2], source.shape[-1])
    x1, y1, x2, y2 = _pixels_of(ends.flatten(), size)
    part = source[..., y1:y2, x1:x2]
    scale = grid.new_tensor([size[1] / (x2 - x1), size[0] / (y2 - y1)])
    shift = grid.new_tensor(
        [
            (size[1] - x1 - x2) / (x2 - x1),
            (size[0] - y1 - y2) / (y2 - y1),
        ]
    )
    return part, grid * scale + shift


def boxes_inside(view: View) -> Optional[Tensor]:
    """The views as boxes, if all are upright boxes inside their crops.

    Returns:
        Tensor | None: Normalised (N, 4) or (N, T, 4); None where one view is
        turned, mirrored or leaves the crop, or where theta needs a gradient.
    """
    learns = view.theta.requires_grad and torch.is_grad_enabled()
    if is_recorded() or learns:
        return None
    boxes = view.detach().as_boxes()
    if boxes is None or not (boxes.abs() <= 1).all():
        return None
    return boxes


def sample_boxes(
    source: Tensor, boxes: Tensor, size: Tuple[int, int], factor: int
) -> Tensor:
    """Mean of ``factor`` x ``factor`` bilinear samples for each view pixel.

    ``roi_align`` averages while it samples. Its samples lie where those of a
    grid of ``factor`` times the size do; outside of the source it reads
    zeros, so boxes must lie inside.

    Args:
        source (Tensor): (N, C, H, W), or clips (N, C, T, H, W).
        boxes (Tensor): Normalised (N, 4), or (N, T, 4) for clips.

    Returns:
        Tensor: (N, C, h, w) or (N, C, T, h, w), float32 or float64.
    """
    crop = (source.shape[-2], source.shape[-1])
    x1, y1, x2, y2 = _pixels_of(
        torch.cat(
            [
                boxes.flatten(0, -2).amin(0)[:2],
                boxes.flatten(0, -2).amax(0)[2:],
            ]
        ),
        crop,
    )
    part = source[..., y1:y2, x1:x2]
    corner = boxes.new_tensor([x1, y1, x1, y1])
    rois = (denormalise_boxes(boxes, crop) - corner).flatten(0, -2)
    if source.dim() == 5 and boxes.dim() == 3:
        planes = part.transpose(1, 2).flatten(0, 1)
    else:
        planes = part.flatten(1, -3)
    if planes.dtype not in (torch.float32, torch.float64):
        planes = planes.float()
    number = torch.arange(len(rois), device=rois.device, dtype=rois.dtype)
    rois = torch.cat([number[:, None], rois], 1).to(planes.dtype)
    out = roi_align(planes, rois, size, 1.0, factor, aligned=True)
    if source.dim() == 4:
        return out
    if boxes.dim() == 3:
        return out.unflatten(0, boxes.shape[:2]).transpose(1, 2)
    return out.unflatten(1, source.shape[1:3])


def _pixels_of(
    box: Tensor, size: Tuple[int, int]
) -> Tuple[int, int, int, int]:
    """Whole pixels (x1, y1, x2, y2) that a bilinear sample in it may read.

    Args:
        box (Tensor): Normalised (4,), which may leave the crop.
    """
    height, width = size
    x1, y1, x2, y2 = denormalise_boxes(box, size).tolist()

    def span(low: float, high: float, length: int) -> Tuple[int, int]:
        first = min(max(int(low) - 2, 0), length - 1)
        return first, max(min(int(high) + 3, length), first + 1)

    (left, right), (top, bottom) = span(x1, x2, width), span(y1, y2, height)
    return left, top, right, bottom
