"""MOTChallenge files of many videos, in the layouts that programs write."""

import configparser
import os
from typing import List, Optional, Sequence, Tuple

from ..tubes.mending import LeftOut
from ..tubes.person_tube import PersonTube
from .annotations import AtLeast, by_video, tube_of, with_track_ids
from .file_sets import output_paths, source_files
from .mot import PERSON_CLASSES, read_mot_tubes, write_mot_tubes
from .output_files import with_video_ending
from .text_files import read_text


def read_mot(
    path: str,
    ext: str = '.mp4',
    mot_classes: Sequence[int] = PERSON_CLASSES,
    left_out: Optional[LeftOut] = None,
) -> Tuple[dict, List[dict]]:
    """MOTChallenge: a file, or a folder with one for each video.

    In the layout of the challenge, ``<video>/gt/gt.txt``, the number of
    frames and the size come from ``<video>/seqinfo.ini``; else the frames end
    with the last box. ``labels.txt`` beside ``gt.txt`` (CVAT's export) holds
    the names of the classes.

    Args:
        path (str): File or folder.
        ext (str): Ending of the video files.
        mot_classes (Sequence[int]): Classes that are used where there is no
            ``labels.txt``. Defaults to the persons: 1, the pedestrian, and
            in VisDrone's files 2 as well.
        left_out (LeftOut, optional): Counts the rows not used.
    """
    left_out = LeftOut() if left_out is None else left_out
    classes, entries = [], []
    for file in source_files(path, '.txt', skip=('det.txt', 'labels.txt')):
        name, known = _video_of(file, path)
        labels = _labels_beside(file)
        size = (known['width'], known['height']) if 'width' in known else None
        tubes = read_mot_tubes(
            file,
            left_out,
            size,
            mot_classes if labels is None else None,
            1 if labels is None else 0,
        )
        if labels is not None:
            left_out.notes.append(
                f'{file}: read as CVAT writes it, classes from labels.txt, '
                'pixels from 0'
            )
            classes += [label for label in labels if label not in classes]
        known['filename'] = with_video_ending(name, ext)
        known = _with_frames(known, tubes, file)
        for track, (tube, columns) in tubes.items():
            label = _label_of(f'{file}, track {track}', columns, labels)
            if label == '':
                left_out.drop('without a class', len(tube))
                continue
            index = {} if label is None else dict(label=classes.index(label))
            if labels is None and any(v != -1 for r in columns for v in r):
                index['mot_columns'] = columns
            entries.append(_entry(dict(known, **index), track, tube))
    return dict(classes=classes), entries


def _with_frames(known: dict, tubes: dict, file: str) -> dict:
    """The known facts of a video, completed by its number of frames."""
    last = max((t.frame_inds[-1] for t, _ in tubes.values()), default=0)
    known = dict(dict(total_frames=AtLeast(last + 1)), **known)
    if known['total_frames'] <= last:
        raise ValueError(
            f'{file}: a box in frame {last + 1}, but seqinfo.ini says '
            f'{known["total_frames"]} frames.'
        )
    return known


def _entry(known: dict, track: int, tube: PersonTube) -> dict:
    return dict(
        known,
        track_id=track,
        frame_inds=tube.frame_inds.tolist(),
        boxes=tube.boxes.tolist(),
        scores=tube.scores.tolist(),
    )


def _labels_beside(file: str) -> Optional[List[str]]:
    path = os.path.join(os.path.dirname(file), 'labels.txt')
    if os.path.basename(file) != 'gt.txt' or not os.path.isfile(path):
        return None
    labels = [line.strip() for line in read_text(path).splitlines()]
    if len(set(labels)) < len(labels):
        raise ValueError(f'{path}: a label stands twice.')
    return labels


def _label_of(what: str, columns, labels) -> Optional[str]:
    """Name of a track's class: None without labels, '' without a class."""
    if labels is None:
        return None
    kinds = {row[0] for row in columns}
    if len(kinds) > 1:
        raise ValueError(f'{what}: several classes: {sorted(kinds)}.')
    kind = kinds.pop()
    if kind == -1:
        return ''
    if kind % 1 or not 1 <= kind <= len(labels):
        raise ValueError(
            f'{what}: class {kind:g}, but labels.txt has {len(labels)} labels.'
        )
    return labels[int(kind) - 1]


def _video_of(file: str, root: str) -> Tuple[str, dict]:
    """Name of the video of a text file, and what is known of its size."""
    folder, name = os.path.split(os.path.abspath(file))
    if name != 'gt.txt':
        root = folder if os.path.isfile(root) else os.path.abspath(root)
        name = os.path.relpath(os.path.abspath(file), root)
        return os.path.splitext(name.replace(os.sep, '/'))[0], {}
    sequence = os.path.dirname(folder)
    path = os.path.join(sequence, 'seqinfo.ini')
    known = _sequence_info(path) if os.path.isfile(path) else {}
    return os.path.basename(sequence), known


def _sequence_info(path: str) -> dict:
    info = configparser.ConfigParser(interpolation=None)
    try:
        info.read_string(read_text(path))
    except configparser.Error as error:
        raise ValueError(f'{path}: {error}') from None
    known = {}
    if info.has_section('Sequence'):
        for key, stated in (
            ('total_frames', 'seqLength'),
            ('width', 'imWidth'),
            ('height', 'imHeight'),
        ):
            text = info['Sequence'].get(stated)
            if text is None:
                continue
            if not text.isdecimal() or not 1 <= int(text) < 2**31:
                raise ValueError(
                    f'{path}: {stated} is {text[:40]!r}, expected a number '
                    'from 1.'
                )
            known[key] = int(text)
    if ('width' in known) != ('height' in known):
        raise ValueError(f'{path}: expected both of imWidth and imHeight.')
    return known


def write_mot(
    path: str,
    metainfo: dict,
    entries: List[dict],
    boxes: str = 'boxes',
    overwrite: bool = False,
    inputs: Sequence[str] = (),
) -> None:
    """One file for each video, in the folder ``path``."""
    videos = by_video(entries)
    files = output_paths(path, list(videos), '.txt', overwrite, inputs)
    tubes = {}
    for name, own in videos.items():
        tubes[name] = {}
        for track, entry in with_track_ids(own):
            if not 0 <= track < 2**31:
                raise ValueError(
                    f'{name}: track {track}; this format holds 0 to 2^31 - 1.'
                )
            part = tube_of(entry, boxes), entry.get('mot_columns')
            tubes[name].setdefault(track, []).append(part)
    for name in videos:
        write_mot_tubes(files[name], tubes[name])
