"""Matches detections to true persons."""

from collections import defaultdict
from typing import Dict, List, Sequence

import numpy as np

from .boxes import box_iou
from .fit_noise import MatchedTube


def matched_in_place(entries: Sequence[dict]) -> List[MatchedTube]:
    """Make matched tubes of entries with ``boxes`` and ``clean_boxes``.

    Raises:
        ValueError: No entry has ``clean_boxes``.
    """
    tubes = [
        MatchedTube(
            np.asarray(e['frame_inds']),
            np.asarray(e['clean_boxes'], float),
            np.asarray(e['boxes'], float),
            np.ones(len(e['boxes']), bool),
        )
        for e in entries
        if e.get('clean_boxes') is not None
    ]
    if not tubes:
        raise ValueError(
            f'none of the {len(entries)} entries has clean_boxes: give the '
            'true boxes, or those of a better detector, in a second file.'
        )
    return tubes


def match_tubes(
    detected: Sequence[dict],
    true: Sequence[dict],
    min_iou: float = 0.1,
    every: int = 1,
) -> List[MatchedTube]:
    """The detector's best box for each true box, key frame by key frame.

    The candidates are all boxes of the detector in the same frame of the same
    file, whatever their tube. The one with the highest IoU is taken, or none
    if it is below ``min_iou``. Two true persons do not share a box: the better
    match gets it.

    Args:
        detected (Sequence[dict]): Annotation entries of the detector.
        true (Sequence[dict]): Annotation entries of the truth. Entries of
            files without an entry of the detector are not used.
        min_iou (float): Smallest IoU that counts as found.
        every (int): The detector searched frames 0, ``every``, ... alone.

    Raises:
        ValueError: The two share no file, or no frame of those searched.
    """
    boxes = _by_file_and_frame(detected)
    files = {e['filename'] for e in detected}
    truth = _by_file_and_frame(
        [e for e in true if e['filename'] in files], every
    )
    if not truth:
        raise ValueError(
            'no matching files: the detector has '
            f'{_some(files)}, the truth {_some(e["filename"] for e in true)}'
            f', at frames 0, {every}, ...; file names must be the same, '
            'relative to one folder.'
        )
    chosen: Dict[int, list] = defaultdict(list)
    for key in sorted(truth):
        persons, true_boxes = zip(*truth[key])
        candidates = np.array([box for _, box in boxes.get(key, [])])
        for person, true_box, box in zip(
            persons,
            true_boxes,
            _assign(np.array(true_boxes), candidates, min_iou),
        ):
            chosen[person].append((key[1], true_box, box))
    return [_matched(*zip(*rows)) for rows in chosen.values()]


def _by_file_and_frame(entries: Sequence[dict], every: int = 1) -> dict:
    """{(file, frame): [(index of the entry, box), ...]}."""
    out = defaultdict(list)
    for i, entry in enumerate(entries):
        for frame, box in zip(entry['frame_inds'], entry['boxes']):
            if frame % every == 0:
                out[entry['filename'], frame].append((i, box))
    return out


def _assign(true: np.ndarray, candidates: np.ndarray, min_iou: float) -> list:
    """For each of (n, 4) true boxes one of (m, 4) candidates, or None."""
    out = [None] * len(true)
    if not len(candidates):
        return out
    ious = box_iou(true[:, None], candidates)
    for _ in range(min(ious.shape)):
        i, k = np.unravel_index(ious.argmax(), ious.shape)
        if ious[i, k] < min_iou:
            break
        out[i] = candidates[k]
        ious[i], ious[:, k] = -1, -1
    return out


def _matched(frame_inds, true, boxes) -> MatchedTube:
    nowhere = np.full(4, np.nan)
    return MatchedTube(
        np.array(frame_inds),
        np.array(true, float),
        np.array([nowhere if b is None else b for b in boxes], float),
        np.array([b is not None for b in boxes]),
    )


def _some(names) -> str:
    names = sorted(set(names))
    return (
        ', '.join(names[:2]) + (', ...' if len(names) > 2 else '')
        if (names)
        else 'none'
    )
