"""Compares annotations with their videos, and trims them to fit."""

import os
from typing import Dict, List, Optional, Sequence, Tuple

import cv2

from ..tubes.mending import LeftOut
from .annotations import AtLeast, mend_entry


def probe_video(path: str) -> Tuple[int, int, int]:
    """Count the frames that decode; a header may promise more.

    Args:
        path (str): A video file.

    Returns:
        tuple[int, int, int]: Frames, width and height; 0 frames for a file
        that is missing or no video.
    """
    video = cv2.VideoCapture(str(path))
    frames = width = height = 0
    try:
        while True:
            ok, image = video.read()
            if not ok:
                return frames, width, height
            height, width = image.shape[:2]
            frames += 1
    finally:
        video.release()


def fit_to_videos(
    entries: Sequence[dict], videos: str, left_out: Optional[LeftOut] = None
) -> Tuple[List[dict], Dict[str, str]]:
    """Trim entries to the frames that decode.

    Args:
        entries (list[dict]): Entries of ``data_list``, as other annotations
            state them.
        videos (str): Folder of the videos.
        left_out (LeftOut, optional): Counts the boxes that are dropped, and
            notes the videos that are shorter or longer than stated.

    Returns:
        tuple[list[dict], dict[str, str]]: Entries with the true
        ``total_frames``, ``width`` and ``height``, without boxes after the
        last frame or outside of it; and why a video is left out, by its name.
    """
    left_out = LeftOut() if left_out is None else left_out
    fitted, problems, sizes = [], {}, {}
    for entry in entries:
        name = entry['filename']
        if name not in sizes:
            sizes[name], problem = _size_of(name, entry, videos, left_out)
            if problem:
                problems[name] = problem
        if sizes[name]:
            frames, width, height = sizes[name]
            true = dict(total_frames=frames, width=width, height=height)
            mended = mend_entry(dict(entry, **true), left_out)
            fitted += [mended] if mended else []
    return fitted, problems


def _size_of(name: str, entry: dict, videos: str, left_out: LeftOut) -> tuple:
    """The size of a video that can be used, else None; what is wrong."""
    path = os.path.join(videos, name)
    if not os.path.isfile(path):
        return None, 'missing'
    size = frames, width, height = probe_video(path)
    if not frames:
        return None, 'does not decode'
    stated = entry.get('width', width), entry.get('height', height)
    if stated != (width, height):
        return None, (
            f'{width} x {height} pixels, boxes are for '
            f'{stated[0]} x {stated[1]}'
        )
    count = entry['total_frames']
    if isinstance(count, AtLeast):
        if frames < count:
            left_out.notes.append(
                f'{name}: {frames} frames decode, the annotations go on to '
                f'frame {count - 1}, counted from 0'
            )
    elif frames != count:
        left_out.notes.append(
            f'{name}: {frames} frames decode, stated are {count}'
        )
    return size, None
