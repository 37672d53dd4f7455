"""Annotation files of ``PersonTubeDataset``: reading, checking, writing."""

import json
from typing import Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from ..tubes.mending import LeftOut, usable_boxes, usable_scores
from ..tubes.person_tube import PersonTube
from .entry_checks import PER_BOX, check_entry, check_tube
from .output_files import whole_file
from .text_files import read_json


class AtLeast(int):
    """A lower bound of a video's length that the annotations imply.

    Used where the file does not state the number of frames.
    """


def span_of(frame_inds: Sequence[int]) -> List[int]:
    """The ``clip`` from the first to the last key frame: ``[first, stop]``."""
    return [int(frame_inds[0]), int(frame_inds[-1]) + 1]


def with_spans(entries: Sequence[dict]) -> List[dict]:
    """Entries whose ``clip`` is the time of their tube, if they had none."""
    return [
        dict(e, clip=e.get('clip') or span_of(e['frame_inds']))
        for e in entries
    ]


def tube_entry(
    filename: str,
    label: Union[int, List[int]],
    tube: PersonTube,
    size: Tuple[int, int, int],
    left_out: Optional[LeftOut] = None,
) -> Optional[dict]:
    """One entry of ``data_list``; its ``clip`` is the time of the tube.

    Args:
        filename (str): Relative to the folder of the videos.
        label (int | list[int]): Index, or indices, into the classes.
        tube (PersonTube): Boxes; those after the last frame, or outside of
            the frame, are dropped.
        size (tuple): Frames, width and height from ``probe_video``.
        left_out (LeftOut, optional): Counts the boxes that are dropped.

    Returns:
        dict | None: None if no box is left.
    """
    frames, width, height = size
    entry = dict(
        filename=filename,
        label=label if isinstance(label, list) else int(label),
        total_frames=frames,
        width=width,
        height=height,
        frame_inds=tube.frame_inds.tolist(),
        boxes=tube.boxes.round(2).tolist(),
    )
    if tube.scores is not None:
        entry['scores'] = tube.scores.round(4).tolist()
    entry = mend_entry(entry, LeftOut() if left_out is None else left_out)
    if entry is not None:
        entry['clip'] = span_of(entry['frame_inds'])
    return entry


def mend_entry(entry: dict, left_out: LeftOut) -> Optional[dict]:
    """The entry without the key frames that training would refuse.

    Its ``clip``, if it has one, ends with the video at the latest.

    Args:
        entry (dict): Entry of ``data_list``; the length and size of the video
            that it states are right.
        left_out (LeftOut): Counts the boxes that are dropped.

    Returns:
        dict | None: None if no box is left.
    """
    inds, frames = np.array(entry['frame_inds']), entry['total_frames']
    size = (entry['width'], entry['height']) if 'width' in entry else None
    keep = usable_boxes(inds, entry['boxes'], left_out, size, frames)
    keep &= usable_scores(entry.get('scores'), keep, left_out)
    if entry.get('clean_boxes') is not None:
        keep[keep] &= usable_boxes(
            inds[keep], np.array(entry['clean_boxes'])[keep], left_out
        )
    first, stop = entry.get('clip', [0, frames])
    if not keep.any() or first >= frames:
        return None
    kept = {
        key: [value for value, k in zip(entry[key], keep) if k]
        for key in PER_BOX
        if entry.get(key) is not None
    }
    if 'clip' in entry:
        kept['clip'] = [first, min(stop, frames)]
    if stop > frames:
        left_out.notes.append(
            f'{entry["filename"]}: its clip went on to frame {stop - 1}, '
            f'counted from 0, and now ends with the {frames} frames of the '
            'video'
        )
    return dict(entry, **kept)


def read_annotations(
    path: str, left_out: Optional[LeftOut] = None
) -> Tuple[dict, List[dict]]:
    """``metainfo`` and ``data_list`` of an annotation file.

    Args:
        path (str): The file.
        left_out (LeftOut, optional): Drop boxes that training would refuse,
            and count them. Without it such a box is an error.

    Raises:
        ValueError: If the file is no such file, or a tube is not valid; it
            names the entry.
    """
    raw = read_json(path)
    metainfo = raw.get('metainfo') if isinstance(raw, dict) else None
    entries = raw.get('data_list') if isinstance(raw, dict) else None
    if not isinstance(metainfo, dict) or not isinstance(entries, list):
        raise ValueError(
            f'{path}: expected JSON with metainfo (classes) and data_list.'
        )
    classes = metainfo.get('classes')
    if (
        not isinstance(classes, list)
        or not all(isinstance(name, str) for name in classes)
        or len(set(classes)) < len(classes)
    ):
        raise ValueError(
            f'{path}: expected JSON with metainfo and its list of classes, '
            f'all different; got {str(classes)[:60]}.'
        )
    kept = []
    for index, entry in enumerate(entries):
        try:
            check_entry(entry, len(classes))
            if left_out is not None:
                left_out.rows += len(entry['frame_inds'])
                entry = mend_entry(entry, left_out)
            if entry is not None:
                check_tube(entry)
                kept.append(entry)
        except (ValueError, TypeError, OverflowError) as error:
            name = entry.get('filename') if isinstance(entry, dict) else entry
            raise ValueError(
                f'{path}, entry {index} ({str(name)[:60]}): {error}'
            ) from None
    if len({isinstance(e['label'], list) for e in kept if 'label' in e}) > 1:
        raise ValueError(
            f'{path}: some labels are lists and some are numbers; write all '
            'as lists, for a data set with multi_class=True.'
        )
    return metainfo, kept


def tube_of(entry: dict, boxes: str = 'boxes') -> PersonTube:
    """The tube of an entry, by its ``'boxes'`` or ``'clean_boxes'``."""
    if entry.get(boxes) is None:
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
    write_data_list(path, dict(classes=list(classes), **metainfo), entries)


def write_data_list(path: str, metainfo: dict, entries: List[dict]) -> None:
    """Write ``metainfo``, which may have any keys, and entries, one a line."""
    lines = ',\n  '.join(json.dumps(entry) for entry in entries)
    head = json.dumps(metainfo)
    with whole_file(path) as part, open(part, 'w', encoding='utf-8') as file:
        file.write(
            '{"metainfo": '
            + head
            + ',\n "data_list": [\n  '
            + lines
            + '\n]}\n'
        )
