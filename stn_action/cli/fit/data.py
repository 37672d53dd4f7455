"""People, labels, and the two sides of the data."""

import os
from typing import Dict, List, Optional, Tuple

from ...detection import (
    DetectionSettings,
    detect_many,
    find_videos,
    folder_labels,
    labelled_entries,
    listed_labels,
    summarise,
)
from ...formats.annotations import read_annotations, write_annotations
from ...tubes.video_split import split_by_video
from ..calm import CalmScreen


def find_labels(args) -> Tuple[List[str], Dict[str, int], List[str]]:
    """Classes, the label of each video, and the videos that have one.

    Raises:
        ValueError: There is no video, or a video's label cannot be told.
    """
    names = find_videos(args.videos)
    if not names:
        raise ValueError(f'--videos {args.videos}: no video in this folder')
    if args.labels == 'folder':
        classes, labels = folder_labels(names)
    elif os.path.isfile(args.labels):
        classes, labels = listed_labels(args.labels, names, args.classes)
    else:
        raise ValueError(
            f"--labels {args.labels}: expected 'folder', or a file of lines "
            'such as "walk/a.mp4 3"'
        )
    if len(classes) < 2:
        raise ValueError(
            f'--labels {args.labels}: expected 2 classes or more, got '
            f'{classes}'
        )
    return classes, labels, sorted(labels)


def find_people(
    args, names: List[str], labels: Dict[str, int], screen: CalmScreen
) -> List[dict]:
    """Entries of the videos, by the detector.

    Raises:
        ValueError: It found nobody in any video.
    """
    settings = DetectionSettings(
        stride=args.stride,
        max_persons=args.max_persons,
        min_motion=args.min_motion,
        min_boxes=2,
    )
    with screen.bar('looking for people') as bar:
        bar.total(len(names))
        records = detect_many(
            args.videos,
            names,
            os.path.join(args.work_dir, 'data', 'tubes.json.progress'),
            dict(name=args.detector, **args.detector_options),
            settings,
            args.num_workers,
            report=lambda record: bar.step(),
        )
    screen.say(summarise(records))
    entries = labelled_entries(records, labels)
    if not entries:
        raise ValueError(
            f'{args.detector} found nobody in {len(names)} videos: give boxes '
            '(--boxes), or another detector (--detector onnx '
            '--detector-options path=yolox_nano.onnx)'
        )
    return entries


def check_boxes(path: Optional[str]) -> None:
    """Read the file of ``--boxes``, if there is one, before anything is done.

    Raises:
        OSError: There is no such file.
        ValueError: It is no annotation file.
    """
    if path:
        read_annotations(path)


def given_people(args, labels: Dict[str, int]) -> List[dict]:
    """The entries of ``--boxes`` that are of the labelled videos.

    Raises:
        ValueError: A video is not labelled, or the file has none of them.
    """
    _, entries = read_annotations(args.boxes)
    kept = [
        dict(entry, label=labels[entry['filename']])
        for entry in entries
        if entry['filename'] in labels
    ]
    if not kept:
        example = entries[0]['filename'] if entries else 'none'
        raise ValueError(
            f'--boxes {args.boxes}: none of its videos (such as {example}) is '
            f'a labelled one below {args.videos}; file names are relative to '
            'it'
        )
    return kept


def write_sides(
    args, classes: List[str], entries: List[dict], folder: str
) -> dict:
    """Write train.json and val.json, and count them.

    Raises:
        ValueError: A class has no entry for training.
    """
    train, val = split_by_video(entries, args.val_share, args.group_by)
    missing = set(range(len(classes))) - {entry['label'] for entry in train}
    if missing:
        raise ValueError(
            f'no training clip of {classes[min(missing)]}: its videos have '
            'nobody in them, or it needs more videos'
        )
    for name, side in (('train', train), ('val', val)):
        path = os.path.join(folder, f'{name}.json')
        write_annotations(path, classes, side)
    return dict(
        classes=classes,
        train=len(train),
        val=len(val),
        videos=[len({e['filename'] for e in s}) for s in (train, val)],
    )


def short_tubes(entries: List[dict], args) -> Optional[str]:
    """A line on tubes that end too early, if they are more than a few."""
    short = 0
    for entry in entries:
        inds = entry['frame_inds']
        first, stop = entry.get('clip') or (inds[0], inds[-1] + 1)
        short += 2 * (stop - first) < entry['total_frames']
    if 10 * short < len(entries):
        return None
    file = os.path.join(args.work_dir, 'data', 'train.json')
    return (
        f'{short} of {len(entries)} tubes cover less than half of their '
        'video: the detector may lose people. Look at some:\n'
        f'  python tools/data/browse_tubes.py {file} --videos {args.videos} '
        '--out tubes.png'
    )


def left_out(names: List[str], entries: List[dict]) -> Optional[str]:
    """A line on the videos without a person, if there are any."""
    empty = sorted(set(names) - {entry['filename'] for entry in entries})
    if not empty:
        return None
    return (
        f'{len(empty)} of {len(names)} videos are left out, nobody is in '
        f'them: {", ".join(empty[:3])}{", ..." if len(empty) > 3 else ""}'
    )
