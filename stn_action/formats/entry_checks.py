"""Checks the entries of an annotation file; each fault is one line."""

import numpy as np

from ..tubes.mending import LeftOut, usable_boxes
from ..tubes.person_tube import PersonTube

#: Fields with one value for each key frame.
PER_BOX = ('frame_inds', 'boxes', 'scores', 'clean_boxes', 'mot_columns')


def check_entry(entry: dict, num_classes: int) -> None:
    """Raise ValueError where a field is missing or of another type."""
    if not isinstance(entry, dict):
        raise ValueError(f'expected an object, got {str(entry)[:40]!r}.')
    for key in ('filename', 'total_frames', 'frame_inds', 'boxes'):
        if key not in entry:
            raise ValueError(f'lacks {key}.')
    name = entry['filename']
    if not isinstance(name, str) or not name.strip() or '\0' in name:
        raise ValueError(f'filename is {name!r}, expected a name.')
    for key in ('total_frames', 'width', 'height'):
        value = entry.get(key, 1)
        if not _is_int(value) or not 1 <= value < 2**31:
            raise ValueError(
                f'{key} is {str(value)[:40]}, expected 1 to 2^31 - 1.'
            )
    if ('width' in entry) != ('height' in entry):
        raise ValueError('expected both of width and height, or neither.')
    track = entry.get('track_id', 0)
    if not _is_int(track) or not 0 <= track < 2**63:
        raise ValueError(
            f'track_id is {str(track)[:40]!r}, expected a number from 0.'
        )
    labels = entry.get('label', [])
    labels = labels if isinstance(labels, list) else [labels]
    for label in labels:
        if not _is_int(label) or not 0 <= label < num_classes:
            raise ValueError(
                f'label {str(label)[:40]!r}: expected 0 to {num_classes - 1}, '
                'an index into the classes.'
            )
    _check_lists(entry)
    clip = entry.get('clip', [0, 1])
    if (
        not isinstance(clip, list)
        or len(clip) != 2
        or not all(map(_is_int, clip))
        or not 0 <= clip[0] < clip[1]
    ):
        raise ValueError(f'clip {str(clip)[:60]}: expected [first, stop].')


def _check_lists(entry: dict) -> None:
    count = None
    for key in PER_BOX:
        value = entry.get(key)
        if value is None and key not in ('frame_inds', 'boxes'):
            continue
        if not isinstance(value, list):
            raise ValueError(f'{key} is no list.')
        count = len(value) if count is None else count
        if len(value) != count:
            raise ValueError(
                f'{len(value)} {key} for {count} frame_inds; expected one for '
                'each.'
            )
    if not count or not all(map(_is_int, entry['frame_inds'])):
        raise ValueError('frame_inds: expected whole numbers, one or more.')
    rows = {'boxes': 4, 'clean_boxes': 4, 'mot_columns': 3}
    for key, length in rows.items():
        for k, row in enumerate(entry.get(key) or []):
            if (
                not isinstance(row, list)
                or len(row) != length
                or not all(type(v) in (int, float) for v in row)
            ):
                raise ValueError(
                    f'{key} of frame {entry["frame_inds"][k]}: expected '
                    f'{length} numbers, got {str(row)[:60]}.'
                )


def _is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def check_tube(entry: dict) -> None:
    """Raise ValueError for a tube or a box that training would refuse."""
    inds = entry['frame_inds']
    tube = PersonTube(inds, entry['boxes'], entry.get('scores'))
    if entry.get('clean_boxes') is not None:
        PersonTube(inds, entry['clean_boxes'])
    wrong = LeftOut()
    size = (entry['width'], entry['height']) if 'width' in entry else None
    frames = entry['total_frames']
    keep = usable_boxes(tube.frame_inds, tube.boxes, wrong, size, frames)
    if not keep.all():
        k = int(np.flatnonzero(~keep)[0])
        raise ValueError(
            f'box of frame {tube.frame_inds[k]} is {next(iter(wrong.reasons))}'
            f': {tube.boxes[k].tolist()}; the video has {frames} frames'
            + (f' of {size[0]} x {size[1]} pixels.' if size else '.')
        )
    if entry.get('clip', [0, 0])[1] > frames:
        raise ValueError(
            f'clip {entry["clip"]} ends after the last of {frames} frames.'
        )
