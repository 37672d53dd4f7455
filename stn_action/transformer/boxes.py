"""Boxes and quadrilaterals of views, as tensors with free leading axes."""

import torch
from torch import Tensor


def box_corners(boxes: Tensor) -> Tensor:
    """``xyxy`` (..., 4) to corners (..., 4, 2), clockwise from top left."""
    x1, y1, x2, y2 = boxes.unbind(-1)
    corners = torch.stack([x1, y1, x2, y1, x2, y2, x1, y2], -1)
    return corners.unflatten(-1, (4, 2))


def enclosing_boxes(corners: Tensor) -> Tensor:
    """The smallest ``xyxy`` box (..., 4) around corners (..., 4, 2)."""
    return torch.cat([corners.amin(-2), corners.amax(-2)], -1)


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    """Elementwise intersection over union (...,) of (..., 4) boxes."""
    top_left = torch.maximum(a[..., :2], b[..., :2])
    bottom_right = torch.minimum(a[..., 2:], b[..., 2:])
    inter = (bottom_right - top_left).clamp(min=0).prod(-1)
    area = [(x[..., 2:] - x[..., :2]).prod(-1) for x in (a, b)]
    return inter / (area[0] + area[1] - inter)


def scaled(boxes: Tensor, factor: float) -> Tensor:
    """Boxes (..., 4) around the same centres."""
    centre = (boxes[..., :2] + boxes[..., 2:]) / 2
    half = (boxes[..., 2:] - boxes[..., :2]) / 2 * factor
    return torch.cat([centre - half, centre + half], -1)
