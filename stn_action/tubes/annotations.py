"""Writing annotation files for ``PersonTubeDataset``."""
import json
import os
from typing import List, Optional, Sequence, Tuple, Union

import cv2

from .person_tube import PersonTube


def probe_video(path: str) -> Tuple[int, int, int]:
    """What really decodes; the header of a container may promise more.

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


def tube_entry(filename: str, label: Union[int, List[int]], tube: PersonTube,
               size: Tuple[int, int, int]) -> Optional[dict]:
    """One entry of ``data_list``.

    Args:
        filename (str): Relative to the folder of the videos.
        label (int | list[int]): Index, or indices, into the classes.
        tube (PersonTube): Boxes; those after the last frame are dropped.
        size (tuple): Frames, width and height from ``probe_video``.

    Returns:
        dict | None: None if no box is left.
    """
    frames, width, height = size
    left = tube.frame_inds < frames
    if not left.any():
        return None
    entry = dict(
        filename=filename,
        label=label if isinstance(label, list) else int(label),
        total_frames=frames,
        width=width,
        height=height,
        frame_inds=tube.frame_inds[left].tolist(),
        boxes=tube.boxes[left].round(2).tolist())
    if tube.scores is not None:
        entry['scores'] = tube.scores[left].round(4).tolist()
    return entry


def write_annotations(path: str, classes: Sequence[str],
                      entries: List[dict]) -> None:
    """Write one annotation file, one entry a line."""
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    lines = ',\n  '.join(json.dumps(entry) for entry in entries)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('{"metainfo": ' + json.dumps(dict(classes=list(classes))) +
                   ',\n "data_list": [\n  ' + lines + '\n]}\n')
