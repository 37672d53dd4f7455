"""Small functions on pixel boxes, ``xyxy`` on pixel edges."""

import numpy as np


def square_boxes(boxes: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """The square around each box: same centre, side ``max(w, h) * scale``.

    Args:
        boxes (ndarray): (..., 4).
        scale (float): Factor on the side.

    Returns:
        ndarray: (..., 4) float64.
    """
    boxes = np.asarray(boxes, np.float64)
    centre = (boxes[..., :2] + boxes[..., 2:]) / 2
    half = (boxes[..., 2:] - boxes[..., :2]).max(-1, keepdims=True) / 2 * scale
    return np.concatenate([centre - half, centre + half], -1)


def box_iou(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Intersection over union, box by box.

    torchvision's function compares every pair. The function of the same name
    for tensors, which the losses and views use, keeps the gradient.

    Args:
        boxes (ndarray): (..., 4).
        others (ndarray): (..., 4), broadcast against ``boxes``.

    Returns:
        ndarray: (...) in [0, 1]; 0 where both boxes are empty.
    """
    boxes, others = np.asarray(boxes), np.asarray(others)
    low = np.maximum(boxes[..., :2], others[..., :2])
    high = np.minimum(boxes[..., 2:], others[..., 2:])
    inter = np.clip(high - low, 0, None).prod(-1)
    union = _area(boxes) + _area(others) - inter
    return np.divide(inter, union, out=np.zeros_like(union), where=union > 0)


def _area(boxes: np.ndarray) -> np.ndarray:
    return (boxes[..., 2:] - boxes[..., :2]).prod(-1).astype(np.float64)
