"""Lists the videos of a folder and finds their labels."""

import os
from typing import Dict, List, Optional, Sequence, Tuple

from ..formats.text_files import read_class_names, read_text
from ..video.sources import VIDEO_SUFFIXES


def find_videos(folder: str) -> List[str]:
    """Files that end like videos, in all sub-folders, relative, sorted."""
    return sorted(
        os.path.relpath(os.path.join(where, name), folder).replace(os.sep, '/')
        for where, _, files in os.walk(folder)
        for name in files
        if name.lower().endswith(VIDEO_SUFFIXES)
    )


def folder_labels(names: Sequence[str]) -> Tuple[List[str], Dict[str, int]]:
    """Classes and labels from the folders: ``walk/a.mp4`` is of ``walk``.

    Raises:
        ValueError: If a video lies in no folder.
    """
    folders = {name: name.rpartition('/')[0] for name in names}
    bare = [name for name, folder in folders.items() if not folder]
    if bare:
        raise ValueError(
            f'{bare[0]} lies in no folder that could be its '
            'label; label by a list, or not at all.'
        )
    classes = sorted(set(folders.values()))
    return classes, {n: classes.index(f) for n, f in folders.items()}


def listed_labels(
    path: str, names: Sequence[str], classes_file: Optional[str] = None
) -> Tuple[List[str], Dict[str, int]]:
    """Classes and labels from MMAction2's list: ``walk/a.mp4 3`` a line.

    Args:
        path (str): The list.
        names (Sequence[str]): Videos that there are.
        classes_file (str, optional): One name of a class a line. Defaults to
            the numbers.

    Raises:
        ValueError: If a line has no label, a video is missing or has two
            labels, or the classes are not one for each label.
    """
    labels: Dict[str, int] = {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        name, _, label = line.strip().rpartition(' ')
        if not name or not (label.isascii() and label.isdecimal()):
            raise ValueError(
                f'{path}, line {number}: expected a video and'
                f' a label from 0, got {line.strip()!r}.'
            )
        known = labels.setdefault(name.strip(), int(label))
        if known != int(label):
            raise ValueError(
                f'{path}, line {number}: {name.strip()} has the label {known} '
                f'above and {label} here.'
            )
    missing = sorted(set(labels) - set(names))
    if missing or not labels:
        raise ValueError(
            f'{path} names '
            + (
                f'{missing[0]}, which is not among the videos.'
                if missing
                else 'no video.'
            )
        )
    last = max(labels.values())
    classes = [str(i) for i in range(last + 1)]
    if classes_file:
        classes = read_class_names(classes_file)
        twice = [name for name in classes if classes.count(name) > 1]
        if twice:
            raise ValueError(f'{classes_file}: {twice[0]!r} stands twice.')
    if last >= len(classes):
        raise ValueError(
            f'{path} has the label {last}, but {classes_file} '
            f'has {len(classes)} classes.'
        )
    return classes, labels
