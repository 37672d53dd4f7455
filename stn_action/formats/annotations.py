"""Annotation files of ``PersonTubeDataset``: reading, checking, writing."""

import json
import os
from typing import Dict, List, Optional, Sequence, Tuple, Union

import cv2

from ..tubes.person_tube import PersonTube


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


def tube_entry(
    filename: str,
    label: Union[int, List[int]],
    tube: PersonTube,
    size: Tuple[int, int, int],
) -> Optional[dict]:
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
        boxes=tube.boxes[left].round(2).tolist(),
    )
    if tube.scores is not None:
        entry['scores'] = tube.scores[left].round(4).tolist()
    return entry


def fit_to_videos(
    entries: Sequence[dict], videos: str
) -> Tuple[List[dict], List[str]]:
    """Entries of what really decodes.

    Args:
        entries (list[dict]): Of ``data_list``, as other annotations state
            them. Those of one video stand together.
        videos (str): Folder of the videos.

    Returns:
        tuple[list[dict], list[str]]: Entries with the true ``total_frames``,
        ``width`` and ``height``, without boxes after the last frame; and a
        line for every video that is left out or shorter than stated.
    """
    fitted, report, sizes = [], [], {}
    for entry in entries:
        name = entry['filename']
        if name not in sizes:
            path = os.path.join(videos, name)
            sizes[name], problem = _check_size(path, entry)
            report += [f'{name}: {problem}'] if problem else []
        if sizes[name]:
            entry = _cut(entry, *sizes[name])
            fitted += [entry] if entry['frame_inds'] else []
    return fitted, report


def _check_size(path: str, entry: dict) -> tuple:
    """The size of a video that can be used, else None; what is wrong."""
    if not os.path.isfile(path):
        return None, 'missing, left out'
    size = frames, width, height = probe_video(path)
    if not frames:
        return None, 'does not decode, left out'
    stated = entry.get('width', width), entry.get('height', height)
    if stated != (width, height):
        return None, (
            f'{width} x {height} pixels, boxes are for '
            f'{stated[0]} x {stated[1]}, left out'
        )
    if frames != entry['total_frames']:
        return size, (
            f'{frames} frames decode, stated are '
            f'{entry["total_frames"]}; later boxes are dropped'
        )
    return size, None


#: What an entry holds for each key frame.
PER_BOX = ('frame_inds', 'boxes', 'scores', 'clean_boxes', 'mot_columns')


def _cut(entry: dict, frames: int, width: int, height: int) -> dict:
    left = sum(i < frames for i in entry['frame_inds'])
    cut = {k: entry[k][:left] for k in PER_BOX if k in entry}
    return dict(entry, total_frames=frames, width=width, height=height, **cut)


def read_annotations(path: str) -> Tuple[dict, List[dict]]:
    """``metainfo`` and ``data_list`` of an annotation file.

    Raises:
        ValueError: If the file is no such file, or a tube is not valid.
    """
    try:
        with open(path, encoding='utf-8') as file:
            raw = json.load(file)
        metainfo, entries = dict(raw['metainfo']), list(raw['data_list'])
        metainfo['classes'] = list(metainfo['classes'])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f'{path}: expected JSON with metainfo (classes) and '
            f'data_list ({error!r}).'
        ) from None
    for index, entry in enumerate(entries):
        try:
            tube_of(entry)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f'{path}, entry {index}: {error}') from None
    return metainfo, entries


def tube_of(entry: dict, boxes: str = 'boxes') -> PersonTube:
    """The tube of an entry, by its ``'boxes'`` or ``'clean_boxes'``."""
    if boxes not in entry:
        raise ValueError(f'{entry.get("filename")}: the entry has no {boxes}.')
    return PersonTube(entry['frame_inds'], entry[boxes], entry.get('scores'))


def by_video(entries: List[dict]) -> Dict[str, List[dict]]:
    """Entries grouped by their ``filename``."""
    videos = {}
    for entry in entries:
        videos.setdefault(entry['filename'], []).append(entry)
    return videos


def with_track_ids(entries: List[dict]):
    """Pairs (track id, entry) of one video; those without get free numbers."""
    taken = {e['track_id'] for e in entries if 'track_id' in e}
    free = (
        i for i in range(1, len(entries) + len(taken) + 1) if i not in taken
    )
    return [
        (e['track_id'] if 'track_id' in e else next(free), e) for e in entries
    ]


def one_label(entry: dict, default: Optional[int] = None) -> int:
    """The label of an entry, or the default where it has none.

    Raises:
        ValueError: If it has several, or none and there is no default.
    """
    label = entry.get('label', default)
    if not isinstance(label, int):
        raise ValueError(
            f'{entry["filename"]}: expected one label, got '
            f'{label!r}; this format holds one for each tube.'
        )
    return label


def write_annotations(
    path: str, classes: Sequence[str], entries: List[dict], **metainfo
) -> None:
    """Write one annotation file, one entry a line."""
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    lines = ',\n  '.join(json.dumps(entry) for entry in entries)
    head = json.dumps(dict(classes=list(classes), **metainfo))
    with open(path, 'w', encoding='utf-8') as file:
        file.write(
            '{"metainfo": '
            + head
            + ',\n "data_list": [\n  '
            + lines
            + '\n]}\n'
        )
