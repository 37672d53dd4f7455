"""Decides which boxes a tube can keep, and counts the others.

Readers, builders and detectors all use these rules, so that training accepts
what they write.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import List, Optional, Sequence, Tuple

import numpy as np

from .person_tube import PersonTube

#: Far beyond any frame.
_MOST_PIXELS = 10**6
#: Boxes all of whose coordinates stay below this are shares of the frame.
_NORMALISED = 1.5


@dataclass
class LeftOut:
    """Counts rows (one box of one frame) that were left out, and why.

    Args:
        rows (int): Rows seen so far.
        reasons (Counter): Reason to the number of rows left out.
        notes (list[str]): What else the user should know, a line each.
    """

    rows: int = 0
    reasons: Counter = field(default_factory=Counter)
    notes: List[str] = field(default_factory=list)

    def drop(self, reason: str, count: int = 1) -> None:
        """Count rows that are left out."""
        if count:
            self.reasons[reason] += int(count)

    def lines(self) -> List[str]:
        """The notes, then one line for all that was left out, if any was.

        For example ``left out 12 of 300 rows: 8 flag 0, 4 not a person``.
        """
        reasons = ', '.join(f'{n} {what}' for what, n in _sorted(self.reasons))
        count = sum(self.reasons.values())
        line = f'left out {count} of {self.rows} rows: {reasons}'
        return [*self.notes, line] if count else list(self.notes)


def _sorted(reasons: Counter) -> List[Tuple[str, int]]:
    return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))


def usable_boxes(
    frame_inds: np.ndarray,
    boxes: np.ndarray,
    left_out: LeftOut,
    size: Optional[Tuple[int, int]] = None,
    total_frames: Optional[int] = None,
) -> np.ndarray:
    """Find the key frames that a tube can keep.

    A box must be finite, wider and higher than 0, and lie in the frame at
    least in part (left of it or above it lies in none of any size); its frame
    must exist. A box that reaches beyond the frame is right: so does the
    person; but not one of more than two frames. Boxes that all end at 1.5
    pixels were divided by the size of the frame: none is kept.

    Args:
        frame_inds (ndarray): (K,) frame numbers from 0.
        boxes (ndarray): (K, 4) float ``xyxy`` on pixel edges.
        left_out (LeftOut): Counts those that are not kept.
        size (tuple, optional): Width and height of the frame.
        total_frames (int, optional): Number of frames of the video.

    Returns:
        ndarray: (K,) bool.
    """
    frame_inds, boxes = np.asarray(frame_inds), np.asarray(boxes, np.float64)
    outside = (boxes[:, 2:] <= 0).any(1)
    too_large = (abs(boxes) > _MOST_PIXELS).any(1)
    if size is not None:
        outside |= (boxes[:, :2] >= np.array(size)).any(1)
        sides = boxes[:, 2:] - boxes[:, :2]
        too_large |= (sides > 2 * np.array(size)).any(1)
    tests = [
        ('not finite', ~np.isfinite(boxes).all(1)),
        ('empty', ~(boxes[:, 2:] > boxes[:, :2]).all(1)),
        ('outside the frame', outside),
        ('larger than two frames', too_large),
    ]
    if total_frames is not None:
        tests.append(('after the last frame', frame_inds >= total_frames))
    keep = np.ones(len(boxes), bool)
    for reason, wrong in tests:
        left_out.drop(reason, (keep & wrong).sum())
        keep &= ~wrong
    if keep.any() and abs(boxes[keep]).max() <= _NORMALISED:
        left_out.drop('not in pixels', keep.sum())
        keep[:] = False
    return keep


def usable_scores(
    scores: Optional[Sequence[float]], keep: np.ndarray, left_out: LeftOut
) -> np.ndarray:
    """Find the key frames whose score is finite.

    Args:
        scores (Sequence[float], optional): (K,); None is without scores.
        keep (ndarray): (K,) bool, key frames that are still there.
        left_out (LeftOut): Counts those of ``keep`` that are not finite.

    Returns:
        ndarray: (K,) bool; all of them where the scores are no numbers, of
        which :class:`PersonTube` says what is wrong.
    """
    try:
        wrong = ~np.isfinite(np.asarray(scores, np.float64))
    except (TypeError, ValueError, OverflowError):
        wrong = np.empty(0)
    if scores is None or wrong.shape != keep.shape:
        return np.ones_like(keep)
    left_out.drop('of a score that is not finite', (keep & wrong).sum())
    return ~wrong


def mended_tube(
    frame_inds: Sequence[int],
    boxes: Sequence[Sequence[float]],
    scores: Optional[Sequence[float]],
    left_out: LeftOut,
    size: Optional[Tuple[int, int]] = None,
    total_frames: Optional[int] = None,
) -> Tuple[Optional[PersonTube], np.ndarray]:
    """A tube of the key frames that it can keep.

    Args:
        frame_inds, boxes, scores: Of :class:`PersonTube`, not yet checked.
        left_out, size, total_frames: See :func:`usable_boxes`.

    Returns:
        tuple[PersonTube | None, ndarray]: None if no key frame is left; and
        which were kept, (K,) bool.

    Raises:
        ValueError: For what cannot be mended one by one: arrays that do not
            fit each other, frame numbers that do not increase.
    """
    try:
        boxes = np.array(boxes, np.float64)
    except (TypeError, ValueError, OverflowError):
        boxes = np.empty(0)
    if boxes.shape != (len(frame_inds), 4):
        raise ValueError(
            f'expected 4 numbers for each of {len(frame_inds)} boxes'
        )
    keep = usable_boxes(frame_inds, boxes, left_out, size, total_frames)
    keep &= usable_scores(scores, keep, left_out)
    if not keep.any():
        return None, keep
    if scores is not None:
        scores = [s for s, k in zip(scores, keep) if k]
    inds = [i for i, k in zip(frame_inds, keep) if k]
    return PersonTube(inds, boxes[keep], scores), keep
