"""``*-GT.pkl`` files (JHMDB, UCF101-24, MultiSports).

The format comes from the ACT detector (Kalogeiton et al., ICCV 2017,
github.com/vkalogeiton/caffe/tree/act-detector).
"""

import pickle
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from ..tubes.mending import LeftOut, mended_tube
from ..tubes.person_tube import PersonTube
from .array_pickle import load_arrays
from .output_files import whole_file
from .text_files import read_json

_LARGEST = 2**31


@dataclass(frozen=True)
class GTTubes:
    """A parsed ground-truth file.

    Args:
        classes (list[str]): Names of the classes.
        tubes (dict): ``{video: [(label, PersonTube), ...]}``.
        num_frames (dict): ``{video: frames}`` as the file says.
        splits (list): One ``(train, test)`` pair of lists of video names for
            each official split; ``test`` is empty where the file holds
            training videos only.
        resolution (dict): ``{video: (height, width)}``, may be empty.
    """

    classes: List[str]
    tubes: Dict[str, List[Tuple[int, PersonTube]]]
    num_frames: Dict[str, int]
    splits: List[Tuple[List[str], List[str]]]
    resolution: Dict[str, Tuple[int, int]]


def read_gttubes(path: str, left_out: Optional[LeftOut] = None) -> GTTubes:
    """Read a ``*-GT.pkl`` file, or its JSON twin.

    The boxes of the file name the first and the last pixel, counting from 0,
    and its frames count from 1; they become pixel edges and 0-based frames.

    Args:
        path (str): ``.pkl`` or ``.json``.
        left_out (LeftOut, optional): Counts the boxes not used.

    Returns:
        GTTubes: What it holds.

    Raises:
        ValueError: If the file is not of this format, or wants to load
            anything but plain containers and arrays; it names the video.
    """
    left_out = LeftOut() if left_out is None else left_out
    if str(path).lower().endswith('.json'):
        raw = read_json(path)
    else:
        try:
            raw = load_arrays(path)
        except pickle.UnpicklingError as error:
            raise ValueError(
                f'{path}: not a ground-truth file ({error}).'
            ) from None
    try:
        if str(path).lower().endswith('.json'):
            raw = _from_json(raw)
        return _parse(raw, left_out)
    except ValueError as error:
        raise ValueError(
            f'{path}: not a ground-truth file with labels, gttubes, nframes, '
            f'train_videos and test_videos: {error}'
        ) from None


def _get(raw: Any, key: str, kind: type, what: str = '') -> Any:
    value = raw.get(key) if isinstance(raw, dict) else None
    if not isinstance(value, kind):
        raise ValueError(f'{what}{key} is no {kind.__name__}.')
    return value


def _whole(value: Any, what: str) -> int:
    if isinstance(value, (bool, np.bool_)) or not isinstance(
        value, (int, np.integer)
    ):
        raise ValueError(f'{what}: expected a whole number.')
    if not 0 <= value < _LARGEST:
        raise ValueError(f'{what} is {value}.')
    return int(value)


def _names(values: Any, what: str) -> List[str]:
    if not isinstance(values, (list, tuple)) or not all(
        isinstance(name, str) and name.strip() and '\0' not in name
        for name in values
    ):
        raise ValueError(f'{what}: expected a list of names.')
    return list(values)


def _from_json(raw: dict) -> dict:
    """The JSON twin, one tube a video, in the layout of the pickle."""
    index = {
        name: i for i, name in enumerate(_names(_labels_of(raw), 'labels'))
    }
    tubes, frames = {}, {}
    for name, video in _get(raw, 'videos', dict).items():
        label = _get(video, 'label', str, f'{name}: ')
        if label not in index:
            raise ValueError(f'{name}: label {label!r} is none of the labels.')
        rows = _get(video, 'boxes', list, f'{name}: ')
        if not all(
            isinstance(r, list) and all(type(v) in (int, float) for v in r)
            for r in rows
        ) or any(len(r) != 5 for r in rows):
            raise ValueError(f'{name}: boxes: expected rows of 5 numbers.')
        try:
            array = np.array(rows, np.float64).reshape(-1, 5)
        except OverflowError as error:
            raise ValueError(f'{name}: boxes: {error}') from None
        tubes[name] = {index[label]: [array]}
        frames[name] = video.get('nframes')
    return dict(raw, gttubes=tubes, nframes=frames)


def _labels_of(raw: Any) -> Any:
    """The labels of a file that may be none."""
    return raw.get('labels') if isinstance(raw, dict) else None


def _parse(raw: dict, left_out: LeftOut) -> GTTubes:
    classes = _names(_labels_of(raw), 'labels')
    if len(set(classes)) < len(classes):
        raise ValueError('labels: two have one name.')
    stated = _get(raw, 'gttubes', dict)
    frames, sizes = _get(raw, 'nframes', dict), raw.get('resolution', {})
    if not isinstance(sizes, dict):
        raise ValueError('resolution is no dict.')
    tubes, num_frames, resolution = {}, {}, {}
    for video, by_label in stated.items():
        _names([video], 'gttubes')
        if not isinstance(by_label, dict):
            raise ValueError(f'{video}: expected tubes by label.')
        num_frames[video] = _whole(frames.get(video), f'{video}: nframes')
        if video in sizes:
            resolution[video] = _size(sizes[video], video)
        tubes[video] = []
        for label, arrays in by_label.items():
            label = _whole(label, f'{video}: label')
            if label >= len(classes):
                raise ValueError(
                    f'{video}: label {label} is none of the '
                    f'{len(classes)} labels'
                )
            if not isinstance(arrays, (list, tuple)):
                raise ValueError(f'{video}: expected a list of tubes.')
            for array in arrays:
                size, count = resolution.get(video), num_frames[video]
                tube = _to_tube(array, video, size, count, left_out)
                if tube is not None:
                    tubes[video].append((label, tube))
    train, test = raw.get('train_videos', []), raw.get('test_videos', [])
    for sides in train, test:
        if not isinstance(sides, (list, tuple)):
            raise ValueError('train_videos, test_videos: expected lists.')
    splits = [
        (_names(a, 'train_videos'), _names(b, 'test_videos'))
        for a, b in zip(train, test)
    ]
    return GTTubes(classes, tubes, num_frames, splits, resolution)


def _size(size: Any, video: str) -> Tuple[int, int]:
    if not isinstance(size, (list, tuple)) or len(size) != 2:
        raise ValueError(f'{video}: resolution: expected height and width.')
    height, width = (_whole(s, f'{video}: resolution') for s in size)
    if not height or not width:
        raise ValueError(f'{video}: resolution is {height} x {width}.')
    return height, width


def _to_tube(
    array, video: str, size, count: int, left_out
) -> Optional[PersonTube]:
    numeric = isinstance(array, np.ndarray) and array.dtype.kind in 'iuf'
    if not numeric or array.ndim != 2 or array.shape[1] != 5:
        raise ValueError(
            f'{video}: expected tubes of 5 columns (frame, x1, y1, x2, y2).'
        )
    array = np.array(array, np.float64)
    frames = array[:, 0]
    if not ((frames >= 1) & (frames < _LARGEST) & (frames % 1 == 0)).all():
        raise ValueError(f'{video}: expected whole frames from 1.')
    left_out.rows += len(array)
    # stated in inclusive pixels: x2 = 319 is the right edge 320
    boxes = array[:, 1:5] + [0, 0, 1, 1]
    try:
        return mended_tube(
            frames.astype(np.int64) - 1,
            boxes,
            None,
            left_out,
            size and size[::-1],
            count,
        )[0]
    except ValueError as error:
        raise ValueError(f'{video}: {error}') from None


def write_gttubes(path: str, gt: GTTubes) -> None:
    """Write a ``*-GT.pkl`` file, the inverse of ``read_gttubes``.

    Its boxes become inclusive pixels and its frames count from 1 again.
    """
    tubes = {}
    for video, labelled in gt.tubes.items():
        tubes[video] = {}
        for label, tube in labelled:
            tubes[video].setdefault(label, []).append(_to_array(tube))
    raw = dict(
        labels=list(gt.classes),
        gttubes=tubes,
        nframes=dict(gt.num_frames),
        train_videos=[list(train) for train, _ in gt.splits],
        test_videos=[list(test) for _, test in gt.splits],
        resolution=dict(gt.resolution),
    )
    with whole_file(path) as part, open(part, 'wb') as file:
        pickle.dump(raw, file, protocol=2)  # Python 2 tools read the format


def _to_array(tube: PersonTube) -> np.ndarray:
    boxes = tube.boxes - [0, 0, 1, 1]
    return np.column_stack([tube.frame_inds + 1, boxes]).astype(np.float32)
