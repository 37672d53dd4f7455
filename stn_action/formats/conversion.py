"""Converts between this project's annotation files and other formats.

Every reader gives ``metainfo`` and the entries of ``data_list``, every writer
takes them (see :class:`stn_action.datasets.PersonTubeDataset`). An entry may
have a ``track_id``, and what a format needs to be written back as it was.
Readers count what they leave out in the ``left_out`` they are given.
"""

import inspect
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from ..tubes.mending import LeftOut
from .annotations import (
    by_video,
    one_label,
    read_annotations,
    tube_of,
    with_spans,
    with_track_ids,
    write_data_list,
)
from .coco_video import read_coco_video
from .coco_video_writer import write_coco_video
from .cvat_video import read_cvat_video
from .cvat_video_writer import write_cvat_video
from .file_sets import output_paths, source_files
from .gttubes import GTTubes, read_gttubes, write_gttubes
from .mot_sequences import read_mot, write_mot
from .output_files import check_output, with_video_ending
from .video_check import fit_to_videos

Annotations = Tuple[dict, List[dict]]


def read_tubes(
    path: str,
    source: str,
    left_out: LeftOut,
    videos: Optional[str] = None,
    **options,
) -> Tuple[dict, List[dict], Dict[str, str]]:
    """Read any format; the ``clip`` of each entry is the time of its tube.

    Args:
        path (str): File or folder.
        source (str): A key of ``READERS``.
        left_out (LeftOut): Counts what is left out.
        videos (str, optional): Folder of the videos, see ``fit_to_videos``.
        **options: Options of the reader.

    Returns:
        tuple[dict, list[dict], dict[str, str]]: ``metainfo``, entries, and
        why videos are left out, by their names.

    Raises:
        ValueError: For an option that the reader does not have, and for
            whatever is wrong with the file.
    """
    reader = READERS[source]
    check_options(reader, f'--from {source}', options)
    metainfo, entries = reader(path, left_out=left_out, **options)
    problems = {}
    if videos is not None:
        entries, problems = fit_to_videos(entries, videos, left_out)
    return metainfo, with_spans(entries), problems


def check_options(function: Callable, what: str, options: dict) -> None:
    """Raise ValueError for options that a reader or writer does not have."""
    known = list(inspect.signature(function).parameters)
    known = [n for n in known if n not in _COMMON]
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise ValueError(
            f'{what} has no option {unknown[0]}; it has '
            f'{", ".join(known) or "none"}.'
        )


_COMMON = ('path', 'left_out', 'metainfo', 'entries', 'overwrite', 'inputs')


def gt_entries(gt: GTTubes, video: str, ext: str) -> List[dict]:
    """Entries of one video of a ``*-GT.pkl`` file, as it states them."""
    size = {}
    if video in gt.resolution:
        size = dict(zip(('height', 'width'), gt.resolution[video]))
    return [
        dict(
            filename=with_video_ending(video, ext),
            label=label,
            total_frames=gt.num_frames[video],
            **size,
            frame_inds=tube.frame_inds.tolist(),
            boxes=tube.boxes.tolist(),
        )
        for label, tube in gt.tubes[video]
    ]


def read_gt(
    path: str, ext: str = '.avi', left_out: Optional[LeftOut] = None
) -> Annotations:
    """``*-GT.pkl``; splits and videos without a tube go to ``metainfo``."""
    gt = read_gttubes(path, left_out)
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
    overwrite: bool = False,
    inputs: Sequence[str] = (),
) -> None:
    """``*-GT.pkl``; every entry needs one label."""
    names = {}
    tubes, frames, resolution = {}, {}, {}
    for entry in entries:
        name = entry['filename']
        video = name[: -len(ext)] if ext and name.endswith(ext) else name
        if names.setdefault(video, name) != name:
            raise ValueError(
                f'{names[video]} and {name} would be one video, {video}.'
            )
        label = one_label(entry)
        tubes.setdefault(video, []).append((label, tube_of(entry, boxes)))
        frames[video] = entry['total_frames']
        if 'height' in entry:
            resolution[video] = entry['height'], entry['width']
    try:
        empty = metainfo.get('videos_without_tubes', {})
        for video, (count, *size) in empty.items():
            tubes[video], frames[video] = [], count
            if size:
                resolution[video] = tuple(size)
        splits = [(list(a), list(b)) for a, b in metainfo.get('splits', [])]
    except (TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f'metainfo: splits or videos_without_tubes are wrong ({error}).'
        ) from None
    check_output(path, overwrite, inputs)
    write_gttubes(
        path, GTTubes(metainfo['classes'], tubes, frames, splits, resolution)
    )


def read_cvat(
    path: str,
    video_name: Optional[str] = None,
    left_out: Optional[LeftOut] = None,
) -> Annotations:
    """CVAT for video 1.1: a file, or a folder with one for each video."""
    files = source_files(path, '.xml')
    if video_name is not None and len(files) > 1:
        raise ValueError(
            f'{path}: {len(files)} files; a video name is for one file.'
        )
    classes, entries = [], []
    for file in files:
        own_classes, own = read_cvat_video(file, video_name, left_out)
        classes += [c for c in own_classes if c not in classes]
        entries += [dict(e, label=classes.index(e['label'])) for e in own]
    return dict(classes=classes), entries


def write_cvat(
    path: str,
    metainfo: dict,
    entries: List[dict],
    boxes: str = 'boxes',
    overwrite: bool = False,
    inputs: Sequence[str] = (),
) -> None:
    """One file for each video, in the folder ``path``."""
    classes = metainfo['classes'] or ['person']
    videos = by_video(entries)
    files = output_paths(path, list(videos), '.xml', overwrite, inputs)
    tracks = {
        name: [
            (track, classes[one_label(entry, 0)], tube_of(entry, boxes))
            for track, entry in with_track_ids(own)
        ]
        for name, own in videos.items()
    }
    for name, own in videos.items():
        write_cvat_video(files[name], classes, own[0], tracks[name])


def write_coco(
    path: str,
    metainfo: dict,
    entries: List[dict],
    boxes: str = 'boxes',
    overwrite: bool = False,
    inputs: Sequence[str] = (),
) -> None:
    """COCO-video JSON."""
    check_output(path, overwrite, inputs)
    write_coco_video(path, metainfo, entries, boxes)


def write_json(
    path: str,
    metainfo: dict,
    entries: List[dict],
    overwrite: bool = False,
    inputs: Sequence[str] = (),
) -> None:
    """This project's own JSON format."""
    check_output(path, overwrite, inputs)
    write_data_list(path, metainfo, entries)


READERS = {
    'json': read_annotations,
    'gttubes': read_gt,
    'mot': read_mot,
    'coco-video': read_coco_video,
    'cvat': read_cvat,
}
WRITERS = {
    'json': write_json,
    'gttubes': write_gt,
    'mot': write_mot,
    'coco-video': write_coco,
    'cvat': write_cvat,
}
