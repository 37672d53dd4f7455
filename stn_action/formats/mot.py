"""MOTChallenge text files: one line for each box of one video.

``frame, id, left, top, width, height, confidence`` and up to three further
columns (class and visibility in ground truth, -1 in results). Frames, and the
pixels of left and top, count from 1 (Milan et al., arXiv 1603.00831): a box
at the frame's corner has left 1, which is the edge 0.
"""

from typing import Dict, List, Tuple

import numpy as np

from ..tubes.person_tube import PersonTube

_UNUSED = (-1.0, -1.0, -1.0)


def read_mot_rows(path: str) -> np.ndarray:
    """The numbers of a file.

    Args:
        path (str): ``gt.txt``, ``det.txt`` or a tracker's result.

    Returns:
        ndarray: (n, 10) float64; missing columns are -1, a missing confidence
        is 1.

    Raises:
        ValueError: If a line is not 6 to 10 numbers, or a frame is not a
            whole number from 1 on; it names the line.
    """
    rows = []
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = [float(v) for v in line.replace(',', ' ').split()]
            except ValueError:
                row = []
            if not 6 <= len(row) <= 10 or not np.isfinite(row).all():
                raise ValueError(
                    f'{path}, line {number}: expected 6 to 10 numbers (frame, '
                    f'id, left, top, width, height, ...), got {line.strip()!r}'
                    '.'
                )
            if row[0] < 1 or row[0] % 1 or row[1] % 1:
                raise ValueError(
                    f'{path}, line {number}: expected a whole frame, from 1, '
                    f'and a whole id, got {row[0]:g} and {row[1]:g}.'
                )
            row = row + [1.0] if len(row) == 6 else row
            rows.append(
                [*row, *_UNUSED][:10]
                if len(row) == 7
                else [*row, *[-1.0] * (10 - len(row))]
            )
    return np.array(rows, np.float64).reshape(-1, 10)


def boxes_of(rows: np.ndarray) -> np.ndarray:
    """(n, 10) rows to (n, 4) ``xyxy`` on pixel edges."""
    low = rows[:, 2:4] - 1
    return np.concatenate([low, low + rows[:, 4:6]], 1)


def read_mot_tubes(path: str) -> Dict[int, Tuple[PersonTube, List[list]]]:
    """Tracks of one video.

    Returns:
        dict: Id of the track to its tube, whose scores are the confidences,
        and the further columns, (K, 3), of its boxes.

    Raises:
        ValueError: If the file is no such file, has no ids (detections), or
            two boxes of one track in one frame.
    """
    rows = read_mot_rows(path)
    if (rows[:, 1] < 0).any():
        raise ValueError(
            f'{path}: boxes without a track (id -1) are detections, not '
            'tubes; link them with tools/data/detect_persons.py --detector '
            'file.'
        )
    tubes = {}
    for name in np.unique(rows[:, 1]).astype(int).tolist():
        own = rows[rows[:, 1] == name]
        own = own[np.argsort(own[:, 0], kind='stable')]
        try:
            tube = PersonTube(
                own[:, 0].astype(int) - 1, boxes_of(own), own[:, 6]
            )
        except ValueError as error:
            raise ValueError(f'{path}, track {name}: {error}') from None
        tubes[name] = tube, own[:, 7:].tolist()
    return tubes


def write_mot_tubes(
    path: str, tubes: Dict[int, Tuple[PersonTube, List[list]]]
) -> None:
    """The inverse of ``read_mot_tubes``: lines by frame, then by id.

    Args:
        path (str): File to write.
        tubes (dict): As ``read_mot_tubes`` returns it. A tube without scores
            has confidence 1; no further columns (None) are written as -1.
    """
    rows = []
    for name, (tube, more) in tubes.items():
        scores = np.ones(len(tube)) if tube.scores is None else tube.scores
        size = tube.boxes[:, 2:] - tube.boxes[:, :2]
        for k, index in enumerate(tube.frame_inds):
            rows.append(
                (
                    int(index) + 1,
                    name,
                    *(tube.boxes[k, :2] + 1),
                    *size[k],
                    scores[k],
                    *(more[k] if more is not None else _UNUSED),
                )
            )
    with open(path, 'w', encoding='utf-8') as file:
        for row in sorted(rows, key=lambda row: row[:2]):
            # to 6 decimals, which hides what adding and subtracting costs
            file.write(
                ','.join(f'{v:.6f}'.rstrip('0').rstrip('.') for v in row)
                + '\n'
            )
