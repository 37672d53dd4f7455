"""The views that a part may be: squares of half the side, in 25 places."""

from typing import Optional

import numpy as np

from ..front_end.clips import Clips
from ..front_end.views import cut_regions

#: Columns and rows of parts, in half sides of the person's square.
PLACES = (-0.5, -0.25, 0.0, 0.25, 0.5)
PART = 0.5
WHOLE = (0.0, 0.0, 1.0)


def lattice() -> np.ndarray:
    """(V, 3) of (tx, ty, scale), ``attention`` views; the first is the whole.

    The person's square is [-1, 1] x [-1, 1].
    """
    return np.array([WHOLE, *((x, y, PART) for y in PLACES for x in PLACES)])


def squares_of(
    squares: np.ndarray, views: np.ndarray, flip: Optional[np.ndarray] = None
) -> np.ndarray:
    """Where views of persons' squares lie in the frame.

    Args:
        squares (ndarray): (..., 4) the persons' squares, ``xyxy`` in pixels.
        views (ndarray): (..., 3) of (tx, ty, scale), broadcast against it.
        flip (ndarray, optional): (...) bool, persons that are shown mirrored:
            a view to the left lies to the right in the frame.

    Returns:
        ndarray: (..., 4) squares.
    """
    views = np.asarray(views, np.float64)
    centre = (squares[..., :2] + squares[..., 2:]) / 2
    half = (squares[..., 2:] - squares[..., :2]) / 2
    shift = views[..., :2]
    if flip is not None:
        sign = np.where(flip, -1.0, 1.0)[..., None]
        shift = shift * np.concatenate([sign, np.ones_like(sign)], -1)
    middle = centre + shift * half
    reach = half * views[..., 2:]
    return np.concatenate([middle - reach, middle + reach], -1)


def cut(
    clips: Clips,
    clip: int,
    frames: np.ndarray,
    squares: np.ndarray,
    size: int,
    flip: bool = False,
) -> np.ndarray:
    """Views of one clip out of its frames.

    Args:
        clips (Clips): Where the frames are.
        clip (int): Which.
        frames (ndarray): (T,) numbers of frames.
        squares (ndarray): (T, V, 4) in pixels of the frame.
        size (int): Side in pixels of the result.
        flip (bool): Mirror the pictures.

    Returns:
        ndarray: (T, V, size, size, 3) uint8.
    """
    from ...tubes import crop_regions

    count = squares.shape[1]
    regions = crop_regions(squares.reshape(-1, 4), size=size)
    video = clips.frames(clip)
    video = {t: np.asarray(video[t]) for t in np.unique(frames)}
    pictures = cut_regions(
        _Frames(video), np.repeat(frames, count), regions, size
    )
    pictures = pictures[:, :, ::-1] if flip else pictures
    return pictures.reshape(len(frames), count, size, size, 3)


class _Frames(dict):
    """Some frames of a video, read once, by their numbers."""

    @property
    def shape(self) -> tuple:
        frame = next(iter(self.values()))
        return (len(self), *frame.shape)
