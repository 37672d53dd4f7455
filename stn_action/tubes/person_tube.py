"""One person through one video: boxes at key frames."""

from dataclasses import dataclass
from typing import Optional

import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class PersonTube:
    """Boxes of one person at key frames, in pixels of the video frame.

    Args:
        frame_inds (ndarray): (K,) int64, 0-based, strictly increasing.
        boxes (ndarray): (K, 4) float64 ``xyxy`` on pixel edges, finite, each
            wider and higher than 0. They may reach beyond the frame.
        scores (ndarray, optional): (K,) float64 scores of the detector.

    Anything that ``numpy.asarray`` takes is accepted; the arrays kept are
    read-only copies.

    Raises:
        ValueError: For every violation of the above, naming the first key
            frame at fault.
    """

    frame_inds: np.ndarray
    boxes: np.ndarray
    scores: Optional[np.ndarray] = None

    def __post_init__(self):
        frame_inds = np.array(self.frame_inds)
        if frame_inds.ndim != 1 or not len(frame_inds):
            raise ValueError(
                'frame_inds of a tube: expected (K,) with K >= 1'
                f', got shape {frame_inds.shape}. A person who '
                'is never seen has no tube: drop the entry.'
            )
        _check_frame_inds(frame_inds)
        boxes = _as_floats('boxes', self.boxes)
        if boxes.shape != (len(frame_inds), 4):
            raise ValueError(
                f'boxes of a tube: expected shape ({len(frame_inds)}, 4) for '
                f'{len(frame_inds)} frame_inds, got {boxes.shape}.'
            )
        _check_boxes(frame_inds, boxes)
        scores = self.scores
        if scores is not None:
            scores = _as_floats('scores', scores)
            if scores.shape != frame_inds.shape:
                raise ValueError(
                    f'scores of a tube: expected shape {frame_inds.shape}, '
                    f'got {scores.shape}.'
                )
            scores.setflags(write=False)
        frame_inds = frame_inds.astype(np.int64)
        frame_inds.setflags(write=False)
        boxes.setflags(write=False)
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


def _as_floats(name: str, values) -> np.ndarray:
    try:
        return np.array(values, np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f'{name} of a tube: expected numbers in a regular array ({error}).'
        ) from None


def _check_frame_inds(frame_inds: np.ndarray) -> None:
    if not np.issubdtype(frame_inds.dtype, np.integer):
        raise ValueError(
            f'frame_inds of a tube: expected integers, got {frame_inds.dtype}.'
        )
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
