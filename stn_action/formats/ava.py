"""Readers of AVA's files (research.google.com/ava/download.html).

A *key* is ``(video id, timestamp in whole seconds)``; boxes are ``xyxy`` in
[0, 1] of the frame's width and height, as in the files.
"""

import csv
import pickle
import re
from typing import Dict, List, Set, Tuple

import numpy as np

from .array_pickle import load_arrays

Key = Tuple[str, int]
Box = Tuple[float, float, float, float]


def read_label_map(path: str) -> Dict[int, str]:
    """``{action id: name}`` of a ``.pbtxt``, in the order of the file.

    Raises:
        ValueError: The file holds no pairs of name and id.
    """
    with open(path, encoding='utf-8') as file:
        text = file.read()
    names = re.findall(r'\bname:\s*"([^"]*)"', text)
    ids = [int(i) for i in re.findall(r'\b(?:label_)?id:\s*(\d+)', text)]
    if not names or len(names) != len(ids) or len(set(ids)) != len(ids):
        raise ValueError(
            f'{path}: expected a label map of AVA with one name: "..." and '
            f'one id: (or label_id:) an action, got {len(names)} names and '
            f'{len(ids)} ids ({len(set(ids))} different)'
        )
    return dict(zip(ids, names))


def read_persons(path: str) -> Dict[Key, Dict[Box, Set[int]]]:
    """``{key: {box: action ids}}`` of ``ava_{train,val}_v2.x.csv``.

    Rows of one box are one person with several actions, as in MMAction2's
    ``AVADataset``. Frames without a person (rows with an empty box) are left
    out.

    Raises:
        ValueError: A row that is no ``video, timestamp, x1, y1, x2, y2,
            action[, person]``, named by its line.
    """
    persons: Dict[Key, Dict[Box, Set[int]]] = {}
    with open(path, newline='', encoding='utf-8') as file:
        for number, row in enumerate(csv.reader(file), 1):
            if not row or (len(row) > 5 and not any(row[2:6])):
                continue
            try:
                key = (row[0], int(row[1]))
                x1, y1, x2, y2 = (float(value) for value in row[2:6])
                action = int(row[6])
            except (ValueError, IndexError):
                raise ValueError(
                    f'{path}, line {number}: expected video, timestamp, x1, '
                    f'y1, x2, y2, action[, person], got {row}'
                ) from None
            if not (0 <= x1 < x2 <= 1 and 0 <= y1 < y2 <= 1):
                raise ValueError(
                    f'{path}, line {number}: expected x1 < x2 and y1 < y2 in '
                    f'[0, 1] of the frame, got {[x1, y1, x2, y2]}'
                )
            boxes = persons.setdefault(key, {})
            boxes.setdefault((x1, y1, x2, y2), set()).add(action)
    return persons


def read_excluded(path: str) -> Set[Key]:
    """Keys of ``ava_*_excluded_timestamps_v2.x.csv``."""
    with open(path, newline='', encoding='utf-8') as file:
        rows = [row for row in csv.reader(file) if row]
    try:
        return {(video, int(timestamp)) for video, timestamp in rows}
    except ValueError:
        raise ValueError(f'{path}: expected rows "video, timestamp"') from None


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
        for name, boxes in load_arrays(path).items():
            video, timestamp = name.rsplit(',', 1)
            proposals[video, int(timestamp)] = _best(boxes, score_thr)
    except (
        pickle.UnpicklingError,
        AttributeError,
        EOFError,
        TypeError,
        ValueError,
        IndexError,
    ) as error:
        raise ValueError(
            f'{path}: expected a pickled dict of "video,timestamp" to arrays '
            f'(n, 5) of x1, y1, x2, y2, score ({error!r})'
        ) from error
    return proposals


def _best(boxes: np.ndarray, score_thr: float) -> np.ndarray:
    boxes = np.asarray(boxes, np.float64)
    if boxes.ndim != 2 or boxes.shape[1] not in (4, 5):
        raise ValueError(f'an array has shape {boxes.shape}')
    if boxes.shape[1] == 4:
        boxes = np.concatenate([boxes, np.ones((len(boxes), 1))], 1)
    boxes[:, :4] = boxes[:, :4].clip(0, 1)
    boxes = boxes[(boxes[:, 2:4] > boxes[:, :2]).all(1)]
    if not len(boxes):
        return boxes
    return boxes[boxes[:, 4] >= min(score_thr, boxes[:, 4].max())]


def action_labels(actions: Set[int], label_map: Dict[int, str]) -> List[int]:
    """Places (from 0) in the label map of the actions that it holds."""
    return [i for i, action in enumerate(label_map) if action in actions]
