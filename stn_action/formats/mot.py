"""MOTChallenge text files: one line for each box of one video.

``frame, id, left, top, width, height, confidence`` and up to three further
columns. Ground truth has class and visibility, and its confidence is a flag
that is 0 where a box is not to be used; results have -1 or coordinates in the
world. A confidence of -1 means "not given".

Frames, and the pixels of left and top, count from 1 (Milan et al.,
arXiv 1603.00831, and the MOTChallenge development kit): a box at the frame's
corner has left 1, which is the edge 0. CVAT's export (written by Datumaro,
``labels.txt`` beside ``gt.txt``) has the pixel edges themselves.

VisDrone's files look alike and have other last columns: class, truncation and
occlusion (github.com/VisDrone/VisDrone2018-MOT-toolkit).
"""

import re
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..tubes.mending import LeftOut, mended_tube
from ..tubes.person_tube import PersonTube
from .output_files import whole_file
from .text_files import number_of, read_text

_UNUSED = (-1.0, -1.0, -1.0)
#: Frames and ids beyond this are no such numbers.
_LARGEST = 2**31

#: Classes of the challenge that its evaluation (TrackEval) counts: the
#: pedestrian. 2, 7, 8 and 12 (on a vehicle, static, distractor, reflection)
#: it ignores, the others are no persons.
PERSON_CLASSES = (1,)
#: VisDrone's pedestrian (who stands or walks) and people (other poses).
VISDRONE_PERSONS = (1, 2)
#: Smallest and largest class, truncation and occlusion of VisDrone.
_VISDRONE = ((0, 0, 0), (11, 1, 2))
#: What programs write for a box or confidence that they could not compute.
_NOT_FINITE = re.compile(r'[+-]?(nan|inf(inity)?)', re.ASCII | re.IGNORECASE)


def read_mot_rows(path: str) -> np.ndarray:
    """The numbers of a file, all of its rows.

    Args:
        path (str): ``gt.txt``, ``det.txt`` or a tracker's result.

    Returns:
        ndarray: (n, 10) float64; missing columns are -1, a confidence that is
        missing or -1 is 1. Boxes and confidences may be NaN or infinite.

    Raises:
        ValueError: If a line is not 6 to 10 numbers, or a frame is not a
            whole number from 1 on; it names the line.
    """
    rows = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if line.strip():
            rows.append(_row_of(line.strip(), f'{path}, line {number}'))
    return np.array(rows, np.float64).reshape(-1, 10)


def _row_of(line: str, where: str) -> List[float]:
    fields = line.split(',') if ',' in line else line.split()
    fields = [field.strip() for field in fields]
    try:
        row = [
            float(field)
            if 2 <= place < 7 and _NOT_FINITE.fullmatch(field)
            else number_of(field)
            for place, field in enumerate(fields)
        ]
    except ValueError:
        row = []
    if not 6 <= len(row) <= 10:
        empty = ', a field is empty' if '' in fields else ''
        raise ValueError(
            f'{where}: expected 6 to 10 numbers (frame, id, left, top, width, '
            f'height, ...), got {line[:80]!r}{empty}.'
        )
    if not 1 <= row[0] < _LARGEST or row[0] % 1 or row[1] % 1:
        raise ValueError(
            f'{where}: expected a whole frame, from 1, and a whole id, got '
            f'{row[0]:g} and {row[1]:g}.'
        )
    if not -1 <= row[1] < _LARGEST:
        raise ValueError(f'{where}: expected an id from 0, got {row[1]:g}.')
    if len(row) == 6 or row[6] == -1:
        row[6:7] = [1.0]
    return [*row, *_UNUSED][:10]


def class_and_visibility(rows: np.ndarray) -> np.ndarray:
    """(n, 10) rows to (n, 2); -1 where a row does not give them.

    With ten columns they are coordinates in the world, unless the last one
    is -1, or the file is VisDrone's.
    """
    if is_visdrone(rows):
        return np.stack([rows[:, 7], np.full(len(rows), -1.0)], 1)
    given = (rows[:, 9:] == -1) & (rows[:, 7:8] >= 0) & (rows[:, 7:8] % 1 == 0)
    return np.where(given, rows[:, 7:9], -1)


def is_visdrone(rows: np.ndarray) -> bool:
    """Whether columns 8 to 10 of a whole file are VisDrone's.

    Coordinates in the world are no small whole numbers in all rows. Zeros in
    all rows are filled in by programs that have none.
    """
    low, high = np.array(_VISDRONE)
    last = rows[:, 7:10]
    small = (last >= low) & (last <= high) & (last % 1 == 0)
    return bool(small.all() and (last[:, 0] > 0).any())


def usable_rows(
    rows: np.ndarray,
    left_out: LeftOut,
    classes: Optional[Sequence[int]] = PERSON_CLASSES,
) -> np.ndarray:
    """Rows that are to be used; the others are counted.

    Args:
        rows (ndarray): (n, 10), see :func:`read_mot_rows`.
        left_out (LeftOut): Counts flag 0, other classes, visibility 0, and
            what is not finite.
        classes (Sequence[int], optional): Numbers of the classes to keep. None
            keeps all. Defaults to the persons, of MOTChallenge or VisDrone.
    """
    if classes is PERSON_CLASSES and is_visdrone(rows):
        classes = VISDRONE_PERSONS
        left_out.notes.append(
            'read as VisDrone writes it: the last columns are class (1 and 2 '
            'are people), truncation and occlusion'
        )
    kinds, visible = class_and_visibility(rows).T
    keep = np.ones(len(rows), bool)
    others = (kinds >= 0) & ~np.isin(kinds, classes or ())
    for reason, wrong in (
        ('flag 0', rows[:, 6] == 0),
        ('not a person', others & (classes is not None)),
        ('visibility 0', visible == 0),
        ('not finite', ~np.isfinite(rows[:, 2:7]).all(1)),
    ):
        left_out.drop(reason, (keep & wrong).sum())
        keep &= ~wrong
    left_out.rows += len(rows)
    return rows[keep]


def boxes_of(rows: np.ndarray, first_pixel: int = 1) -> np.ndarray:
    """(n, 10) rows to (n, 4) ``xyxy`` on pixel edges."""
    low = rows[:, 2:4] - first_pixel
    return np.concatenate([low, low + rows[:, 4:6]], 1)


def read_mot_tubes(
    path: str,
    left_out: Optional[LeftOut] = None,
    size: Optional[Tuple[int, int]] = None,
    classes: Optional[Sequence[int]] = PERSON_CLASSES,
    first_pixel: int = 1,
) -> Dict[int, Tuple[PersonTube, List[list]]]:
    """Tracks of one video.

    Args:
        path (str): The file.
        left_out (LeftOut, optional): Counts the rows that are not used.
        size (tuple, optional): Width and height of the frame.
        classes (Sequence[int], optional): See :func:`usable_rows`.
        first_pixel (int): 1 as in MOTChallenge, 0 as CVAT writes it.

    Returns:
        dict: Id of the track to its tube, whose scores are the confidences,
        and the further columns, (K, 3), of its boxes.

    Raises:
        ValueError: If the file is no such file, has no ids (detections), or
            two boxes of one track in one frame.
    """
    left_out = LeftOut() if left_out is None else left_out
    rows = read_mot_rows(path)
    if len(rows) and (rows[:, 1] < 0).all():
        raise ValueError(
            f'{path}: boxes without a track (id -1) are detections, not '
            'tubes; link them with tools/data/detect_persons.py --detector '
            'file.'
        )
    rows = usable_rows(rows, left_out, classes)
    left_out.drop('without a track', (rows[:, 1] < 0).sum())
    tubes = {}
    for name in np.unique(rows[rows[:, 1] >= 0, 1]).astype(int).tolist():
        own = rows[rows[:, 1] == name]
        own = own[np.argsort(own[:, 0], kind='stable')]
        inds, boxes = own[:, 0].astype(int) - 1, boxes_of(own, first_pixel)
        if (np.diff(inds) == 0).any():
            twice = inds[1:][np.diff(inds) == 0][0] + 1
            raise ValueError(
                f'{path}, track {name}: two boxes in frame {twice}; keep one.'
            )
        try:
            tube, keep = mended_tube(inds, boxes, own[:, 6], left_out, size)
        except ValueError as error:
            raise ValueError(f'{path}, track {name}: {error}') from None
        if tube is not None:
            tubes[name] = tube, own[keep, 7:].tolist()
    return tubes


def write_mot_tubes(
    path: str, tubes: Dict[int, List[Tuple[PersonTube, Optional[List[list]]]]]
) -> None:
    """The inverse of ``read_mot_tubes``: lines by frame, then by id.

    Args:
        path (str): File to write.
        tubes (dict): Id of the track to its tubes, each with the further
            columns of its boxes. A tube without scores has confidence 1; no
            further columns (None) are written as -1.

    Raises:
        ValueError: Two tubes of a track hold the same frame.
    """
    rows = {}
    for name, parts in tubes.items():
        for tube, more in parts:
            for row in _rows_of(name, tube, more):
                if row[:2] in rows:
                    raise ValueError(
                        f'{path}: two tubes of track {name} hold frame '
                        f'{row[0]}, which this format cannot hold.'
                    )
                rows[row[:2]] = row
    with whole_file(path) as part, open(part, 'w', encoding='utf-8') as file:
        for key in sorted(rows):
            # to 6 decimals, which hides what adding and subtracting costs
            file.write(
                ','.join(f'{v:.6f}'.rstrip('0').rstrip('.') for v in rows[key])
                + '\n'
            )


def _rows_of(name: int, tube: PersonTube, more: Optional[List[list]]):
    scores = np.ones(len(tube)) if tube.scores is None else tube.scores
    size = tube.boxes[:, 2:] - tube.boxes[:, :2]
    for k, index in enumerate(tube.frame_inds):
        columns = _UNUSED if more is None else more[k]
        if columns[2] == -1 and columns[0] != -1:
            columns = columns[:2]  # class and visibility: ground truth has 9
        # a confidence of 0 would say that the box is not to be used
        score = max(scores[k], 1e-6)
        yield (
            int(index) + 1,
            name,
            *(tube.boxes[k, :2] + 1),
            *size[k],
            score,
            *columns,
        )
