"""Finds a person who crosses the picture of a fixed camera.

The median over time shows the empty scene, if nobody stays at one place for
half of the video. The pixels that differ from it are the person. No detector
is involved.
"""

import cv2
import numpy as np

#: Grey levels; smaller differences are noise or shadow.
_NOISE = 24
#: A person is at least so high, as a share of the frame.
_MIN_HEIGHT = 0.25


def silhouette_boxes(frames: np.ndarray) -> np.ndarray:
    """The box around the largest thing that is not the scene.

    Args:
        frames (ndarray): (T, H, W, 3) uint8, all of a video.

    Returns:
        ndarray: (T, 4) float64 ``xyxy`` in pixels of the frame, NaN where
        nobody is found, or the left or right border cuts the person off (or is
        nearer than 3 pixels).
    """
    scene = np.median(frames, 0)
    return np.array([_largest(_mask(frame, scene)) for frame in frames])


def _mask(frame: np.ndarray, scene: np.ndarray) -> np.ndarray:
    mask = (abs(frame - scene).max(-1) > _NOISE).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2)))
    return cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((7, 7)))


def _largest(mask: np.ndarray) -> np.ndarray:
    height, width = mask.shape
    count, _, parts, _ = cv2.connectedComponentsWithStats(mask)
    if count > 1:
        x, y, w, h, _ = parts[1 + parts[1:, cv2.CC_STAT_AREA].argmax()]
        if h >= _MIN_HEIGHT * height and x > 0 and x + w < width:
            return np.array([x, y, x + w, y + h], np.float64)
    return np.full(4, np.nan)
