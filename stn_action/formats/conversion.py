"""Between this project's annotation files and those of others.

Every reader gives ``metainfo`` and the entries of ``data_list``, every writer
takes them (see :class:`stn_action.datasets.PersonTubeDataset`). An entry may
have a ``track_id``, and what a format needs to be written back as it was.
"""

import configparser
import os
from typing import List, Tuple

from .annotations import (
    by_video,
    one_label,
    read_annotations,
    tube_of,
    with_track_ids,
    write_annotations,
)
from .coco_video import read_coco_video, write_coco_video
from .cvat_video import read_cvat_video, write_cvat_video
from .gttubes import GTTubes, read_gttubes, write_gttubes
from .mot import read_mot_tubes, write_mot_tubes

Annotations = Tuple[dict, List[dict]]


def gt_entries(gt: GTTubes, video: str, ext: str) -> List[dict]:
    """Entries of one video of a ``*-GT.pkl`` file, as it states them."""
    size = {}
    if video in gt.resolution:
        size = dict(zip(('height', 'width'), gt.resolution[video]))
    return [
        dict(
            filename=video + ext,
            label=label,
            total_frames=gt.num_frames[video],
            **size,
            frame_inds=tube.frame_inds.tolist(),
            boxes=tube.boxes.tolist(),
        )
        for label, tube in gt.tubes[video]
    ]


def read_gt(path: str, ext: str = '.avi', **_) -> Annotations:
    """``*-GT.pkl``; splits and videos without a tube go to ``metainfo``."""
    gt = read_gttubes(path)
    entries = [e for video in gt.tubes for e in gt_entries(gt, video, ext)]
    metainfo = dict(classes=gt.classes, splits=gt.splits)
    empty = {
        v: [gt.num_frames[v], *gt.resolution.get(v, ())]
        for v, tubes in gt.tubes.items()
        if not tubes
    }
    if empty:
        metainfo['videos_without_tubes'] = empty
    return metainfo, entries


def write_gt(
    path: str,
    metainfo: dict,
    entries: List[dict],
    ext: str = '.avi',
    boxes: str = 'boxes',
    **_,
) -> None:
    """``*-GT.pkl``; every entry needs one label."""
    tubes, frames, resolution = {}, {}, {}
    for entry in entries:
        name = entry['filename']
        video = name[: -len(ext)] if ext and name.endswith(ext) else name
        label = one_label(entry)
        tubes.setdefault(video, []).append((label, tube_of(entry, boxes)))
        frames[video] = entry['total_frames']
        if 'height' in entry:
            resolution[video] = entry['height'], entry['width']
    for video, (count, *size) in metainfo.get(
        'videos_without_tubes', {}
    ).items():
        tubes[video], frames[video] = [], count
        if size:
            resolution[video] = tuple(size)
    write_gttubes(
        path,
        GTTubes(
            metainfo['classes'],
            tubes,
            frames,
            metainfo.get('splits', []),
            resolution,
        ),
    )


def read_mot(path: str, ext: str = '.mp4', **_) -> Annotations:
    """MOTChallenge: a file, or a folder with one for each video.

    In the layout of the challenge, ``<video>/gt/gt.txt``, the number of
    frames and the size come from ``<video>/seqinfo.ini``; else the frames end
    with the last box.
    """
    entries = []
    for file in _files(path, '.txt', skip=('det.txt', 'labels.txt')):
        name, size = _mot_video(file, path)
        tubes = read_mot_tubes(file)
        last = max((t.frame_inds[-1] for t, _ in tubes.values()), default=0)
        size.setdefault('total_frames', int(last) + 1)
        for track, (tube, columns) in tubes.items():
            entry = dict(
                filename=name + ext,
                **size,
                track_id=track,
                frame_inds=tube.frame_inds.tolist(),
                boxes=tube.boxes.tolist(),
                scores=tube.scores.tolist(),
            )
            if any(v != -1 for row in columns for v in row):
                entry['mot_columns'] = columns
            entries.append(entry)
    return dict(classes=[]), entries


def write_mot(
    path: str, metainfo: dict, entries: List[dict], boxes: str = 'boxes', **_
) -> None:
    """One file for each video, in the folder ``path``."""
    for name, own in by_video(entries).items():
        tubes = {}
        for track, entry in with_track_ids(own):
            if track in tubes:
                raise ValueError(
                    f'{name}: two tubes of track {track}, which '
                    'this format cannot hold.'
                )
            tubes[track] = tube_of(entry, boxes), entry.get('mot_columns')
        write_mot_tubes(_file_of(path, name, '.txt'), tubes)


def read_cvat(path: str, **_) -> Annotations:
    """CVAT for video 1.1: a file, or a folder with one for each video."""
    classes, entries = [], []
    for file in _files(path, '.xml'):
        own_classes, own = read_cvat_video(file)
        classes += [c for c in own_classes if c not in classes]
        entries += [dict(e, label=classes.index(e['label'])) for e in own]
    return dict(classes=classes), entries


def write_cvat(
    path: str, metainfo: dict, entries: List[dict], boxes: str = 'boxes', **_
) -> None:
    """One file for each video, in the folder ``path``."""
    classes = metainfo['classes'] or ['person']
    for name, own in by_video(entries).items():
        tracks = [
            (track, classes[one_label(entry, 0)], tube_of(entry, boxes))
            for track, entry in with_track_ids(own)
        ]
        write_cvat_video(_file_of(path, name, '.xml'), classes, own[0], tracks)


def write_json(path: str, metainfo: dict, entries: List[dict], **_) -> None:
    """This project's own."""
    write_annotations(path, entries=entries, **metainfo)


READERS = {
    'json': lambda path, **_: read_annotations(path),
    'gttubes': read_gt,
    'mot': read_mot,
    'coco-video': read_coco_video,
    'cvat': read_cvat,
}
WRITERS = {
    'json': write_json,
    'gttubes': write_gt,
    'mot': write_mot,
    'coco-video': write_coco_video,
    'cvat': write_cvat,
}


def _files(path: str, ending: str, skip=()) -> List[str]:
    """The file itself, or all files of a folder that end so, sorted."""
    if os.path.isfile(path):
        return [path]
    files = sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(path)
        for name in names
        if name.endswith(ending) and name not in skip
    )
    if not files:
        raise ValueError(
            f'{path}: no such file, or a folder without any {ending} file.'
        )
    return files


def _file_of(path: str, filename: str, ending: str) -> str:
    """Where a video's file goes below the folder ``path``."""
    file = os.path.join(path, os.path.splitext(filename)[0] + ending)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    return file


def _mot_video(file: str, root: str) -> Tuple[str, dict]:
    """Name of the video of a text file, and what is known of its size."""
    folder, name = os.path.split(file)
    if name != 'gt.txt':
        if os.path.isfile(root):
            root = folder
        return os.path.splitext(
            os.path.relpath(file, root).replace(os.sep, '/')
        )[0], {}
    sequence = os.path.dirname(folder)
    info = configparser.ConfigParser()
    info.read(os.path.join(sequence, 'seqinfo.ini'))
    size = {}
    if info.has_section('Sequence'):
        for key, stated in (
            ('total_frames', 'seqLength'),
            ('width', 'imWidth'),
            ('height', 'imHeight'),
        ):
            if stated in info['Sequence']:
                size[key] = info.getint('Sequence', stated)
    return os.path.basename(os.path.abspath(sequence)), size
