"""Finds where the picture of a fixed camera moves.

A detector that takes a dark doorway for a person does so in every frame, with
a high score. Detections in which nothing moves can be dropped.
"""

from collections import deque

import numpy as np

#: Seconds before and after a frame in which motion counts.
_REACH = 0.3
#: Grey levels; smaller changes are noise.
_NOISE = 16


class MotionWindow:
    """The last small pictures of a video, enough for one ``motion_map``.

    Args:
        fps (float): Frames a second.
    """

    def __init__(self, fps: float) -> None:
        self.fps = fps
        self.reach = motion_reach(fps)
        self._thumbnails = deque(maxlen=2 * self.reach + 1)
        self._count = 0

    def add(self, thumbnail: np.ndarray) -> None:
        """Take the next frame, (h, w) uint8."""
        self._thumbnails.append(thumbnail)
        self._count += 1

    def around(self, index: int) -> np.ndarray:
        """``motion_map`` of a frame at most ``reach`` before the last."""
        first = self._count - len(self._thumbnails)
        return motion_map(np.stack(self._thumbnails), index - first, self.fps)


def motion_reach(fps: float) -> int:
    """Frames before and after a frame in which motion counts."""
    return max(1, round(_REACH * fps))


def motion_map(thumbnails: np.ndarray, index: int, fps: float) -> np.ndarray:
    """How far each pixel changes around a frame.

    Args:
        thumbnails (ndarray): (frames, h, w) uint8, all of a video.
        index (int): Number of the frame.
        fps (float): Frames a second.

    Returns:
        ndarray: (h, w) float64, largest minus smallest grey level.
    """
    reach = motion_reach(fps)
    near = thumbnails[max(0, index - reach) : index + reach + 1]
    span = near.max(0).astype(np.float64) - near.min(0)
    return np.where(span < _NOISE, 0, span)


def motion_share(motion: np.ndarray, boxes: np.ndarray, size) -> np.ndarray:
    """The share of all motion that lies in each box.

    Args:
        motion (ndarray): (h, w) from ``motion_map``.
        boxes (ndarray): (n, 4) ``xyxy`` in pixels of the frame.
        size (tuple): ``(width, height)`` of the frame.

    Returns:
        ndarray: (n,) in [0, 1]; 1 where nothing moves at all.
    """
    height, width = motion.shape
    if not motion.any():
        return np.ones(len(boxes))
    scale = np.array([width, height, width, height]) / np.tile(size, 2)
    cells = np.round(np.reshape(boxes, (-1, 4)) * scale).astype(int)
    cells = cells.clip(0, [width, height, width, height])
    return (
        np.array([motion[y1:y2, x1:x2].sum() for x1, y1, x2, y2 in cells])
        / motion.sum()
    )
