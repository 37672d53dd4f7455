"""Compares an accepted file with a naive reading of it."""

import os
import re
from collections import Counter

import numpy as np

from ...tubes.mending import LeftOut
from ..conversion import WRITERS
from . import naive_readers

#: What Python says of its own objects, not of a file.
INNER = re.compile(
    r'NoneType|object is not|has no attribute|unhashable|not subscriptable|'
    r'invalid literal|could not convert|unpack|out of range|ambiguous'
)
_UTF16 = (b'\xff\xfe', b'\xfe\xff')


def compare(
    naive, rows: list, left_out: LeftOut, content, as_set: bool = False
) -> str:
    """Compare a reader's rows with the naive reader's; return the fault."""
    if content is None:
        return ''
    content = _as_utf8(content)
    try:
        expected, unusable = naive(content)
    except Exception as error:
        return f'accepted, but read naively: {error!r}'
    got, expected = Counter(map(_key, rows)), Counter(map(_key, expected))
    if as_set:  # equal rows are one
        got, expected = Counter(set(got)), Counter(set(expected))
        dropped = len(expected) - len(got)
        more = dropped > sum(left_out.reasons.values())
    else:
        dropped = sum(expected.values()) + unusable - sum(got.values())
        more = dropped != sum(left_out.reasons.values())
    if got - expected:
        return f'not in the file: {next(iter(got - expected))}'
    if more:
        return f'{dropped} rows are missing, counted: {left_out.reasons}'
    return ''


def _as_utf8(content):
    if isinstance(content, bytes) and content[:2] in _UTF16:
        return content.decode('utf-16').encode()
    return content


def _key(row: tuple) -> tuple:
    video, track, frame, *box, label = row
    numbers = tuple(f'{float(v) + 0.0:.6g}' for v in (frame, *box))
    track = None if track is None else float(track)
    label = label + 0.0 if isinstance(label, (int, float)) else label
    return video, track, numbers, str(label)


def check_proposals(proposals: dict) -> str:
    for key, boxes in proposals.items():
        if (
            not np.isfinite(boxes).all()
            or (abs(boxes[:, :4] - 0.5) > 0.5).any()
        ):
            return f'{key}: boxes outside the frame'
    return ''


def load_written(metainfo: dict, entries: list, path: str) -> str:
    """Check that training accepts the result of a reader."""
    if not entries:
        return ''
    out = os.path.join(os.path.dirname(path), 'written.json')
    WRITERS['json'](out, metainfo, entries, overwrite=True)
    try:
        return load_dataset(out)
    except Exception as error:
        return f'training refuses it: {type(error).__name__}: {error}'


def load_dataset(path: str) -> str:
    """Load it as training does, and compare the boxes with the file."""
    from ...datasets import PersonTubeDataset

    many = False
    with open(path, 'rb') as file:
        many = b'"label": [' in file.read()
    dataset = PersonTubeDataset(
        path,
        pipeline=[],
        test_mode=True,
        multi_class=many,
        serialize_data=False,
    )
    rows = Counter()
    for index in range(len(dataset)):
        info = dataset.get_data_info(index)
        tube = info['tube']
        for frame, box in zip(tube.frame_inds, tube.boxes):
            rows[_key((info['filename'], None, frame, *box, ''))] += 1
    with open(path, 'rb') as file:
        expected, _ = naive_readers.annotations(_as_utf8(file.read()))
    expected = Counter(
        _key((v, None, *more[:5], '')) for v, _, *more in expected
    )
    return '' if rows == expected else 'the data set holds other boxes'


def write_other(rng, metainfo: dict, entries: list, path: str) -> str:
    """Write another format; it may refuse, and stays in its folder."""
    target = ('gttubes', 'mot', 'coco-video', 'cvat')[int(rng.integers(4))]
    if not entries:
        return ''
    root = os.path.dirname(os.path.dirname(path))
    before = _files(root)
    out = os.path.join(root, 'out', 'x')
    try:
        WRITERS[target](out, metainfo, entries)
    except (ValueError, OSError) as error:
        text = str(error)
        if '\n' in text or INNER.search(text):
            return f'writer of {target}: {text}'
    except Exception as error:
        return f'writer of {target}: {type(error).__name__}: {error}'
    inside = os.path.join(root, 'out') + os.sep
    strange = [f for f in _files(root) - before if not f.startswith(inside)]
    return f'written outside: {strange[0]}' if strange else ''


def _files(root: str) -> set:
    return {
        os.path.join(folder, name)
        for folder, _, names in os.walk(root)
        for name in names
    }
