"""``*-GT.pkl`` files (JHMDB, UCF101-24, MultiSports).

The format comes from the ACT detector (Kalogeiton et al., ICCV 2017,
github.com/vkalogeiton/caffe/tree/act-detector).
"""

import json
import pickle
from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np

from ..tubes.person_tube import PersonTube
from .array_pickle import load_arrays


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


def read_gttubes(path: str) -> GTTubes:
    """Read a ``*-GT.pkl`` file, or its JSON twin.

    The boxes of the file name the first and the last pixel, counting from 0,
    and its frames count from 1; they become pixel edges and 0-based frames.

    Args:
        path (str): ``.pkl`` or ``.json``.

    Returns:
        GTTubes: What it holds.

    Raises:
        ValueError: If the file is not of this format, or wants to load
            anything but plain containers and arrays.
    """
    is_json = str(path).endswith('.json')
    try:
        if is_json:
            with open(path, encoding='utf-8') as file:
                raw = _from_json(json.load(file))
        else:
            raw = load_arrays(path)
        return _parse(raw)
    except (
        pickle.UnpicklingError,
        KeyError,
        AttributeError,
        EOFError,
        TypeError,
        ValueError,
        IndexError,
    ) as error:
        raise ValueError(
            f'{path}: not a ground-truth file with labels, gttubes, nframes, '
            f'train_videos and test_videos ({error!r}).'
        ) from error


def _from_json(raw: dict) -> dict:
    """The JSON twin, one tube a video, in the layout of the pickle."""
    index = {name: i for i, name in enumerate(raw['labels'])}
    videos = raw['videos']
    return dict(
        labels=raw['labels'],
        gttubes={
            name: {index[video['label']]: [np.array(video['boxes'])]}
            for name, video in videos.items()
        },
        nframes={name: video['nframes'] for name, video in videos.items()},
        train_videos=raw.get('train_videos', []),
        test_videos=raw.get('test_videos', []),
        resolution=raw.get('resolution', {}),
    )


def _parse(raw: dict) -> GTTubes:
    tubes = {}
    for video, by_label in raw['gttubes'].items():
        tubes[video] = []
        for label, arrays in by_label.items():
            if not 0 <= label < len(raw['labels']):
                raise ValueError(
                    f'{video}: label {label} is none of the '
                    f'{len(raw["labels"])} labels'
                )
            for array in arrays:
                try:
                    tubes[video].append((int(label), _to_tube(array)))
                except ValueError as error:
                    raise ValueError(f'{video}: {error}') from error
    train, test = raw['train_videos'], raw['test_videos']
    return GTTubes(
        classes=list(raw['labels']),
        tubes=tubes,
        num_frames={v: int(raw['nframes'][v]) for v in tubes},
        splits=[(list(a), list(b)) for a, b in zip(train, test)],
        resolution={
            v: tuple(int(s) for s in size)
            for v, size in raw.get('resolution', {}).items()
        },
    )


def _to_tube(array: np.ndarray) -> PersonTube:
    array = np.asarray(array, np.float64)
    # stated in inclusive pixels: x2 = 319 is the right edge 320
    boxes = array[:, 1:5] + [0, 0, 1, 1]
    return PersonTube(array[:, 0].astype(np.int64) - 1, boxes)


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
    with open(path, 'wb') as file:
        pickle.dump(raw, file, protocol=2)  # Python 2 tools read the format


def _to_array(tube: PersonTube) -> np.ndarray:
    boxes = tube.boxes - [0, 0, 1, 1]
    return np.column_stack([tube.frame_inds + 1, boxes]).astype(np.float32)
