"""Readers of AVA's files (research.google.com/ava/download.html).

A *key* is ``(video id, timestamp in whole seconds)``; boxes are ``xyxy`` in
[0, 1] of the frame's width and height, as in the files.
"""

import csv
import pickle
import re
from typing import Dict, Iterator, List, Optional, Set, Tuple

import numpy as np

from ..tubes.mending import LeftOut
from .array_pickle import load_arrays
from .text_files import number_of, read_text, whole_number_of

Key = Tuple[str, int]
Box = Tuple[float, float, float, float]

#: How far a box that a hand drew may overstep the frame, in its sizes. Beyond
#: this the numbers are no shares: pixels, most likely.
_MARGIN = 1.0


def read_label_map(path: str) -> Dict[int, str]:
    """``{action id: name}`` of a ``.pbtxt``, in the order of the file.

    Raises:
        ValueError: The file holds no pairs of name and id.
    """
    text = read_text(path)
    names = re.findall(r'\bname:\s*"([^"]*)"', text)
    ids = [int(i) for i in re.findall(r'\b(?:label_)?id:\s*(\d{1,9})\b', text)]
    if (
        not names
        or len(names) != len(ids)
        or len(set(ids)) != len(ids)
        or len(set(names)) != len(names)
    ):
        raise ValueError(
            f'{path}: expected a label map of AVA with one name: "..." and '
            f'one id: (or label_id:) an action, got {len(names)} names '
            f'({len(set(names))} different) and {len(ids)} ids '
            f'({len(set(ids))} different)'
        )
    return dict(zip(ids, names))


def read_persons(
    path: str, left_out: Optional[LeftOut] = None
) -> Dict[Key, Dict[Box, Set[int]]]:
    """``{key: {box: action ids}}`` of ``ava_{train,val}_v2.x.csv``.

    Rows of one box are one person with several actions, as in MMAction2's
    ``AVADataset``. Frames without a person (rows with an empty box) are left
    out. Boxes that overstep the border are clipped to it, as hand-drawn ones
    do by a pixel.

    Args:
        path (str): The file.
        left_out (LeftOut, optional): Counts rows whose box is empty, or wholly
            outside the frame.

    Raises:
        ValueError: A row that is no ``video, timestamp, x1, y1, x2, y2,
            action[, person]`` with shares of the frame, named by its line.
    """
    left_out = LeftOut() if left_out is None else left_out
    persons: Dict[Key, Dict[Box, Set[int]]] = {}
    for where, row in _rows(path):
        if len(row) > 5 and not any(row[2:6]):
            continue
        left_out.rows += 1
        try:
            if not row[0] or not 7 <= len(row) <= 8:
                raise ValueError
            key = (row[0], whole_number_of(row[1]))
            box = [number_of(value) for value in row[2:6]]
            action = whole_number_of(row[6])
        except (ValueError, IndexError):
            raise ValueError(
                f'{where}: expected video, timestamp, x1, y1, x2, y2, '
                f'action[, person], got {str(row)[:120]}'
            ) from None
        if not all(-_MARGIN <= value <= 1 + _MARGIN for value in box):
            raise ValueError(
                f'{where}: expected x1 < x2 and y1 < y2 in [0, 1] of the '
                f'frame, got {box}'
            )
        x1, y1, x2, y2 = (min(max(value, 0.0), 1.0) for value in box)
        if not (box[0] < box[2] and box[1] < box[3]):
            left_out.drop('empty')
        elif not (x1 < x2 and y1 < y2):
            left_out.drop('outside the frame')
        else:
            boxes = persons.setdefault(key, {})
            boxes.setdefault((x1, y1, x2, y2), set()).add(action)
    return persons


def _rows(path: str) -> Iterator[Tuple[str, List[str]]]:
    """Rows of a csv that are not blank, and where they stand."""
    reader = csv.reader(read_text(path).splitlines(), strict=True)
    try:
        for row in reader:
            if any(field.strip() for field in row):
                yield f'{path}, line {reader.line_num}', row
    except csv.Error as error:
        raise ValueError(f'{path}, line {reader.line_num}: {error}') from None


def read_excluded(path: str) -> Set[Key]:
    """Keys of ``ava_*_excluded_timestamps_v2.x.csv``."""
    keys = set()
    for where, row in _rows(path):
        try:
            video, timestamp = row
            keys.add((video, whole_number_of(timestamp)))
        except ValueError:
            raise ValueError(
                f'{where}: expected rows "video, timestamp", got '
                f'{str(row)[:80]}'
            ) from None
    return keys


def read_proposals(path: str, score_thr: float = 0.9) -> Dict[Key, np.ndarray]:
    """Boxes of a person detector, ``{key: (n, 5)}`` with the score last.

    The file maps ``'video,0902'`` to (n, 5), or (n, 4) without scores (then
    they count as 1). As in MMAction2's ``AVADataset``, the best box of a key
    stays where none reaches ``score_thr``. Boxes are clipped to the frame and
    empty ones dropped.

    Raises:
        ValueError: If the file is not of this format.
    """
    proposals = {}
    try:
        raw = load_arrays(path)
        if not isinstance(raw, dict):
            raise ValueError('it holds something else')
        for name, boxes in raw.items():
            video, comma, timestamp = str(name).rpartition(',')
            if not video or not comma:
                raise ValueError(f'the key {str(name)[:40]!r}')
            proposals[video, whole_number_of(timestamp)] = _best(
                boxes, score_thr
            )
    except (pickle.UnpicklingError, ValueError) as error:
        raise ValueError(
            f'{path}: expected a pickled dict of "video,timestamp" to arrays '
            f'(n, 5) of x1, y1, x2, y2, score: {error}'
        ) from None
    return proposals


def _best(boxes: np.ndarray, score_thr: float) -> np.ndarray:
    numeric = isinstance(boxes, np.ndarray) and boxes.dtype.kind in 'iuf'
    if not numeric or boxes.ndim != 2 or boxes.shape[1] not in (4, 5):
        shape = getattr(boxes, 'shape', None)
        raise ValueError(
            f'an array has shape {shape}' if shape else 'a value is no array'
        )
    boxes = np.array(boxes, np.float64)
    if boxes.shape[1] == 4:
        boxes = np.concatenate([boxes, np.ones((len(boxes), 1))], 1)
    if (abs(boxes[:, :4] - 0.5) > 0.5 + _MARGIN).any():
        raise ValueError('boxes beyond the frame: expected shares of it')
    boxes[:, :4] = boxes[:, :4].clip(0, 1)
    boxes = boxes[(boxes[:, 2:4] > boxes[:, :2]).all(1)]
    if not np.isfinite(boxes).all():
        raise ValueError('a score is not finite')
    if not len(boxes):
        return boxes
    return boxes[boxes[:, 4] >= min(score_thr, boxes[:, 4].max())]


def action_labels(actions: Set[int], label_map: Dict[int, str]) -> List[int]:
    """Places (from 0) in the label map of the actions that it holds."""
    return [i for i, action in enumerate(label_map) if action in actions]


def frames_around(
    times: np.ndarray, second: float, length: float
) -> Optional[Tuple[int, int, int]]:
    """The frames of a clip around a moment, by the time each is shown.

    Args:
        times (ndarray): (n,) seconds at which the frames are shown, from 0 on,
            in order; at any, also a varying, rate.
        second (float): The moment.
        length (float): Seconds of the clip, half before and half after.

    Returns:
        tuple[int, int, int] | None: The frame nearest to the moment, the first
        of the clip and the one after its last. None if the moment is not in
        the video.
    """
    step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 1.0
    if not times[0] <= second < times[-1] + step:
        return None
    centre = int(np.abs(times - second).argmin())
    # a frame on the border belongs to the clip, whatever floats make of it
    slack = min(step / 4, 1e-3)
    first = np.searchsorted(times, second - length / 2 - slack)
    stop = np.searchsorted(times, second + length / 2 + slack, 'right')
    return centre, min(int(first), centre), max(int(stop), centre + 1)
