"""Finds the videos that a user names by files, folders or arrays."""

import os
from pathlib import Path
from typing import List, Sequence, Union

import numpy as np

from .reading import VideoError
from .sources import (
    VIDEO_SUFFIXES,
    FrameArray,
    FrameFolder,
    VideoFile,
    VideoSource,
)

Input = Union[str, os.PathLike, np.ndarray, VideoSource]


def video_sources(
    inputs: Union[Input, Sequence[Input]], input_format: str = 'video'
) -> List[VideoSource]:
    """Find the videos; none is opened yet.

    Their ``relative`` names start at the folder that was given, or at the
    folder that all of several inputs have in common.

    Args:
        inputs: A path, an array (T, H, W, 3), or a list of such. A folder
            stands for all videos below it, or is one video
            (``input_format='rawframes'``).
        input_format (str): ``'video'``, ``'rawframes'`` or ``'array'``, as in
            MMAction2's inferencer.

    Raises:
        VideoError: A folder without videos.
    """
    if not isinstance(inputs, (list, tuple)):
        inputs = [inputs]
    sources: List[VideoSource] = []
    below: List[tuple] = []  # paths and the folders that they are named from
    for k, item in enumerate(inputs):
        if isinstance(item, VideoSource):
            sources.append(item)
        elif isinstance(item, np.ndarray):
            sources.append(FrameArray(item, f'array{k}'))
        elif input_format == 'video' and os.path.isdir(item):
            found = [VideoFile(path) for path in _videos_below(item)]
            for source in found:
                source.in_folder = True
            sources += found
            below += [(source, os.path.abspath(item)) for source in found]
        else:
            kind = FrameFolder if input_format == 'rawframes' else VideoFile
            source = kind(os.fspath(item))
            sources.append(source)
            below.append((source, os.path.dirname(os.path.abspath(item))))
    _name_from_common_folder(below)
    return sources


def _name_from_common_folder(below: Sequence[tuple]) -> None:
    try:
        root = os.path.commonpath([folder for _, folder in below])
    except ValueError:  # no path at all, or on several drives
        return
    for source, _ in below:
        relative = os.path.relpath(os.path.abspath(source.name), root)
        source.relative = relative.replace(os.sep, '/')


def _videos_below(folder: str) -> List[str]:
    paths = sorted(
        str(p)
        for p in Path(folder).rglob('*')
        if p.suffix.lower() in VIDEO_SUFFIXES and p.is_file()
    )
    if not paths:
        raise VideoError(
            f'{folder}: no videos in this folder ({", ".join(VIDEO_SUFFIXES)})'
            "; a folder of images needs input_format='rawframes'"
        )
    return paths
