"""Names output files: below the given folder, unique, never an input."""

import os
import posixpath
from contextlib import contextmanager
from typing import Dict, Iterable, Iterator, Optional, Sequence, Union

from ..video.sources import VIDEO_SUFFIXES


def video_stem(filename: str) -> str:
    """A video's name without its ending: ``v.1`` of ``v.1.mp4`` and ``v.1``.

    Only endings of videos count: names may have dots.
    """
    stem, ending = os.path.splitext(filename)
    return stem if ending.lower() in VIDEO_SUFFIXES else filename


def with_video_ending(name: str, ext: str) -> str:
    """A video's file name; ``ext`` is added where it has no ending."""
    return name if video_stem(name) != name else name + ext


def output_names(filenames: Sequence[str], ending: str) -> Dict[str, str]:
    """A relative output name for each video, all different.

    ``walk/a.mp4`` gives ``walk/a`` + ending. Where two videos would give the
    same name (``a.mp4``, ``a.mov``), all keep their own endings.

    Args:
        filenames (Sequence[str]): Names of the videos.
        ending (str): For example ``'.txt'``.
    """
    filenames = list(dict.fromkeys(filenames))
    names = [video_stem(f) + ending for f in filenames]
    if len({n.casefold() for n in names}) < len(names):
        names = [f + ending for f in filenames]
    return dict(zip(filenames, names))


def path_below(folder: str, name: str) -> str:
    """The path of a relative name in a folder.

    Raises:
        ValueError: The name is empty, absolute, or leads out of the folder.
    """
    plain = name.replace('\\', '/')
    parts = plain.split('/')
    if (
        not plain.strip('/.')
        or plain.startswith('/')
        or '..' in parts
        or '\0' in plain
        or ':' in parts[0]
    ):
        raise ValueError(
            f'{name!r} would be written outside {folder}: expected a name '
            'relative to the folder of the videos, without "..".'
        )
    return os.path.join(folder, *posixpath.normpath(plain).split('/'))


class InputFiles:
    """Files that are read, and so never written, whatever they are called.

    Args:
        paths (Iterable[str]): The files; they need not exist.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._known = {key for path in paths for key in _identity(path)}

    def __contains__(self, path: str) -> bool:
        return not self._known.isdisjoint(_identity(path))


def _identity(path: str) -> list:
    """The real path of a file and, where it exists, its number on the disk:
    by links it has several paths."""
    keys = [os.path.realpath(path)]
    if os.path.exists(path):
        stat = os.stat(path)
        keys.append((stat.st_dev, stat.st_ino))
    return keys


def check_output(
    path: str,
    overwrite: bool = False,
    inputs: Union[InputFiles, Iterable[str]] = (),
) -> str:
    """The path itself, if it may be written.

    Args:
        path (str): The file to write.
        overwrite (bool): Whether it may replace an older file.
        inputs (InputFiles | Iterable[str]): Files that are never replaced.

    Raises:
        ValueError: It is an input, or exists and may not be replaced.
    """
    if not isinstance(inputs, InputFiles):
        inputs = InputFiles(inputs)
    if path in inputs:
        raise ValueError(
            f'{path}: is an input, which is never overwritten; give another '
            'output.'
        )
    if os.path.isdir(path):
        raise ValueError(f'{path}: a folder, expected a file to write.')
    if os.path.lexists(path) and not overwrite:
        raise FileExistsError(
            f'{path}: exists; replace it with --overwrite, or give another '
            'output.'
        )
    return path


@contextmanager
def whole_file(path: str, suffix: Optional[str] = None) -> Iterator[str]:
    """A temporary path beside ``path`` that takes its place at the end.

    Args:
        path (str): File to write; its folder is made.
        suffix (str, optional): Ending of the temporary name. Defaults to that
            of ``path``.

    Yields:
        str: Where to write. After an error nothing is left of it.
    """
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    stem, ending = os.path.splitext(path)
    part = f'{stem}.part{os.getpid()}{suffix or ending}'
    try:
        yield part
        os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.remove(part)
