"""One person through one video: boxes at key frames."""

from dataclasses import dataclass
from typing import Optional

import numpy as np

#: MMAction2 samples frames as 32-bit integers.
_LAST_FRAME = 2**31 - 1
#: Far beyond any frame; above it, areas and whole-pixel regions overflow.
_MOST_PIXELS = 10**6


@dataclass(frozen=True, eq=False, repr=False)
class PersonTube:
    """Boxes of one person at key frames, in pixels of the video frame.

    Args:
        frame_inds (ndarray): (K,) int64, 0-based, strictly increasing, at
            most 2**31 - 1. Unsigned integers are refused, as their
            differences wrap around.
        boxes (ndarray): (K, 4) float64 ``xyxy`` on pixel edges, finite, each
            wider and higher than 0. They may reach beyond the frame, but no
            further than a million pixels.
        scores (ndarray, optional): (K,) float64 scores of the detector,
            finite.

    Lists of numbers are accepted as well as arrays; text, booleans and None
    are no numbers. The arrays kept are read-only copies.

    Raises:
        ValueError: For every violation of the above, naming the first key
            frame at fault.
    """

    frame_inds: np.ndarray
    boxes: np.ndarray
    scores: Optional[np.ndarray] = None

    def __post_init__(self):
        frame_inds = _frame_inds(self.frame_inds)
        boxes = _numbers('boxes', self.boxes)
        if boxes.shape != (len(frame_inds), 4):
            raise ValueError(
                f'boxes of a tube: expected shape ({len(frame_inds)}, 4) for '
                f'{len(frame_inds)} frame_inds, got {boxes.shape}.'
            )
        _check_boxes(frame_inds, boxes)
        scores = self.scores
        if scores is not None:
            scores = _scores(scores, frame_inds)
        for array in (frame_inds, boxes, scores):
            if array is not None:
                array.setflags(write=False)
        object.__setattr__(self, 'frame_inds', frame_inds)
        object.__setattr__(self, 'boxes', boxes)
        object.__setattr__(self, 'scores', scores)

    def __len__(self) -> int:
        """Number of key frames K."""
        return len(self.frame_inds)

    def boxes_at(self, frame_inds: np.ndarray) -> np.ndarray:
        """Boxes at any frames, linear between key frames, held at the ends.

        Args:
            frame_inds (ndarray): (n,) frame numbers, in any order.

        Returns:
            ndarray: (n, 4) float64.
        """
        return interpolate_boxes(self.frame_inds, self.boxes, frame_inds)

    def __repr__(self) -> str:
        scores = 'None' if self.scores is None else f'{self.scores.shape}'
        return (
            f'PersonTube(frames {self.frame_inds[0]}..'
            f'{self.frame_inds[-1]}, boxes {self.boxes.shape}, '
            f'scores {scores})'
        )


def interpolate_boxes(
    key_inds: np.ndarray, key_boxes: np.ndarray, frame_inds: np.ndarray
) -> np.ndarray:
    """(K,) and (K, 4) at key frames to (n, 4) at ``frame_inds`` (n,)."""
    frame_inds = np.asarray(frame_inds)
    return np.stack(
        [np.interp(frame_inds, key_inds, key_boxes[:, i]) for i in range(4)],
        axis=-1,
    )


def _array(name: str, values) -> np.ndarray:
    """A copy of the values as an array of numbers.

    NumPy itself would also read ``'5'`` and ``True`` as numbers.
    """
    try:
        array = np.array(values)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(
            f'{name} of a tube: expected numbers in a regular array ({error}).'
        ) from None
    if (array.dtype.kind not in 'iuf' and array.size) or _any_bool(values):
        raise ValueError(
            f'{name} of a tube: expected numbers in a regular array, '
            f'got {_shown(values)}.'
        )
    return array


def _any_bool(values) -> bool:
    """Whether a list, or a list within it, holds True or False."""
    if not isinstance(values, (list, tuple)):
        return False
    kinds = set(map(type, values))
    if kinds & {bool, np.bool_}:
        return True
    return bool(kinds & {list, tuple}) and any(map(_any_bool, values))


def _shown(values) -> str:
    text = repr(values)
    return text if len(text) <= 60 else text[:57] + '...'


def _numbers(name: str, values) -> np.ndarray:
    return _array(name, values).astype(np.float64)


def _scores(values, frame_inds: np.ndarray) -> np.ndarray:
    scores = _numbers('scores', values)
    if scores.shape != frame_inds.shape:
        raise ValueError(
            f'scores of a tube: expected shape {frame_inds.shape}, '
            f'got {scores.shape}.'
        )
    wrong = np.flatnonzero(~np.isfinite(scores))
    if len(wrong):
        raise ValueError(
            f'score of frame {frame_inds[wrong[0]]} is not finite: '
            f'{scores[wrong[0]]}; leave scores out if they are not known.'
        )
    return scores


def _frame_inds(values) -> np.ndarray:
    """(K,) int64 that keep all rules of a tube's frame numbers."""
    frame_inds = _array('frame_inds', values)
    if frame_inds.ndim != 1 or not len(frame_inds):
        raise ValueError(
            'frame_inds of a tube: expected (K,) with K >= 1'
            f', got shape {frame_inds.shape}. A person who '
            'is never seen has no tube: drop the entry.'
        )
    if frame_inds.dtype.kind == 'i':
        too_large = frame_inds.max() > _LAST_FRAME
    elif frame_inds.dtype.kind == 'u':
        # a list of Python integers arrives here only above 2**63 - 1
        too_large = int(frame_inds.max()) > _LAST_FRAME
        if not too_large:
            raise ValueError(
                'frame_inds of a tube: expected signed integers, got '
                f'{frame_inds.dtype}; convert them with astype(numpy.int64).'
            )
    else:
        raise ValueError(
            f'frame_inds of a tube: expected integers, got {frame_inds.dtype}.'
        )
    if too_large:
        raise ValueError(
            'frame_inds of a tube: expected frame numbers up to '
            f'{_LAST_FRAME}, got {frame_inds.max()}.'
        )
    _check_order(frame_inds)
    return frame_inds.astype(np.int64)


def _check_order(frame_inds: np.ndarray) -> None:
    if frame_inds[0] < 0:
        raise ValueError(
            'frame_inds of a tube: expected 0-based numbers, '
            f'got {frame_inds[0]}.'
        )
    wrong = np.flatnonzero(np.diff(frame_inds) <= 0)
    if len(wrong):
        first, second = frame_inds[wrong[0] : wrong[0] + 2]
        raise ValueError(
            'frame_inds of a tube: expected strictly increasing numbers, got '
            f'{second} after {first}. Sort the key frames and keep one box '
            'for each.'
        )


def _check_boxes(frame_inds: np.ndarray, boxes: np.ndarray) -> None:
    for what, wrong, remedy in (
        (
            'not finite',
            ~np.isfinite(boxes).all(1),
            'drop the key frame; it is then interpolated',
        ),
        (
            'too large',
            (abs(boxes) > _MOST_PIXELS).any(1),
            f'coordinates are pixels of the frame, {_MOST_PIXELS} at most',
        ),
        (
            'inverted or empty',
            ~(boxes[:, 2:] > boxes[:, :2]).all(1),
            'boxes are [x1, y1, x2, y2] in pixels, not [x, y, w, h], with '
            'x1 < x2 and y1 < y2',
        ),
    ):
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            raise ValueError(
                f'box of frame {frame_inds[k]} is {what}: '
                f'{boxes[k].tolist()}; {remedy}.'
            )
