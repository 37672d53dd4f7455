"""Person tubes on the frames of their videos."""

import os
from typing import List, Sequence

import numpy as np

from ..formats.annotations import tube_of
from ..video.fetching import fetch_frames
from .drawing import COLOURS, draw_box, draw_text

#: Outline of boxes at key frames, and of those interpolated in between.
_KEY, _BETWEEN = 2, 1


def draw_tubes(
    frame: np.ndarray,
    index: int,
    entries: Sequence[dict],
    classes: Sequence[str],
) -> np.ndarray:
    """Draw the tubes that contain this frame: box, true box and name.

    Args:
        frame (ndarray): (H, W, 3) uint8 RGB, left as it is.
        index (int): Number of the frame.
        entries (list[dict]): Entries of this video.
        classes (list[str]): Names of the classes.

    Returns:
        ndarray: (H, W, 3) uint8 RGB.
    """
    for number, entry in enumerate(entries):
        inds = entry['frame_inds']
        if not inds[0] <= index <= inds[-1]:
            continue
        thickness = _KEY if index in inds else _BETWEEN
        for kind, colour in ('clean_boxes', 'true'), ('boxes', 'box'):
            if kind in entry:
                box = tube_of(entry, kind).boxes_at([index])[0]
                frame = draw_box(frame, box, COLOURS[colour], thickness)
        x, y = np.clip(box[:2], 2, np.array(frame.shape[1::-1]) - 14)
        frame = draw_text(
            frame,
            tube_name(entry, classes, number),
            (int(x) + 2, int(y)),
            height=7,
        )
    return frame


def tube_name(entry: dict, classes: Sequence[str], number: int) -> str:
    """The text beside a box: its track, and its classes if there are any."""
    labels = entry.get('label', [])
    labels = labels if isinstance(labels, list) else [labels]
    track = entry.get('track_id', number)
    return ' '.join([f'#{track}', *(classes[i] for i in labels)])


def tube_row(
    entry: dict, classes: Sequence[str], videos: str, columns: int
) -> List[np.ndarray]:
    """Pictures of one tube, evenly from its first box to its last.

    Raises:
        VideoError: The video ends before the tube does; see ``--videos`` of
            ``tools/data/convert_tubes.py``.
    """
    inds = entry['frame_inds']
    wanted = np.linspace(inds[0], inds[-1], columns).round().astype(int)
    path = os.path.join(videos, entry['filename'])
    frames = fetch_frames(path, wanted)
    return [
        draw_text(
            draw_tubes(frames[i], i, [entry], classes),
            str(i),
            (3, frames[i].shape[0] - 14),
            height=8,
        )
        for i in wanted.tolist()
    ]
