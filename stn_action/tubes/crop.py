"""Cutting a square, resized crop around a box out of a frame."""

import cv2
import numpy as np

from .boxes import square_boxes

BORDERS = dict(replicate=cv2.BORDER_REPLICATE, constant=cv2.BORDER_CONSTANT)


def crop_regions(boxes_frame: np.ndarray, context: float = 1.0) -> np.ndarray:
    """The whole-pixel squares to cut out around boxes.

    Args:
        boxes_frame (ndarray): (n, 4) ``xyxy``.
        context (float): Factor on the side of the square around the box.

    Returns:
        ndarray: (n, 4) int64 ``xyxy``, exactly square, at least 1 pixel.
        They may reach beyond the frame.
    """
    squares = square_boxes(boxes_frame, context)
    sides = np.floor(squares[:, 2:] - squares[:, :2] + 0.5).clip(1)
    centres = (squares[:, :2] + squares[:, 2:]) / 2
    low = np.floor(centres - sides / 2 + 0.5)
    return np.concatenate([low, low + sides], 1).astype(np.int64)


def crop_frame(
    frame: np.ndarray, region: np.ndarray, size: int, border: str = 'replicate'
) -> np.ndarray:
    """Cut one region out of a frame and resize it.

    Averages areas where the crop shrinks, is bilinear where it grows.

    Args:
        frame (ndarray): (H, W, C).
        region (ndarray): (4,) whole pixels ``xyxy``, sharing at least one
            pixel with the frame.
        size (int): Side of the result in pixels.
        border (str): What lies outside the frame: ``'replicate'`` repeats the
            frame's border, ``'constant'`` is black.

    Returns:
        ndarray: (size, size, C), contiguous.

    Raises:
        ValueError: If the region lies outside the frame.
    """
    height, width = frame.shape[:2]
    x1, y1, x2, y2 = (int(v) for v in region)
    left, top = max(x1, 0), max(y1, 0)
    right, bottom = min(x2, width), min(y2, height)
    if left >= right or top >= bottom:
        raise ValueError(
            f'the region {[x1, y1, x2, y2]} (xyxy) lies wholly outside the '
            f'frame of {width} x {height} pixels.'
        )
    # OpenCV would copy the whole frame if its channels are a reversed view
    patch = np.ascontiguousarray(frame[top:bottom, left:right])
    pads = (top - y1, y2 - bottom, left - x1, x2 - right)
    if any(pads):
        patch = cv2.copyMakeBorder(patch, *pads, BORDERS[border])
    if y2 - y1 == size:
        return patch
    shrinks = y2 - y1 > size
    return cv2.resize(
        patch,
        (size, size),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
    )


def frame_to_crop(
    boxes_frame: np.ndarray, regions: np.ndarray, size: int
) -> np.ndarray:
    """Boxes in pixels of the frame to pixels of the resized crop.

    Args:
        boxes_frame (ndarray): (n, 4).
        regions (ndarray): (n, 4) from ``crop_regions``.
        size (int): Side of the crop in pixels.

    Returns:
        ndarray: (n, 4) float64.
    """
    regions = np.asarray(regions, np.float64)
    low, sides = regions[:, :2], regions[:, 2:] - regions[:, :2]
    return (boxes_frame - np.tile(low, 2)) * size / np.tile(sides, 2)
