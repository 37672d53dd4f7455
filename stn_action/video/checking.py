"""Checks in processes of their own that videos decode as annotations state.

Decord ends the process on some damaged files. In a training that ends the
training, or a worker, and names no video; here it is a line of the report.
"""

import io
import os
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import cv2
import numpy as np

from .frame_indices import check_frame_indices
from .reading import VideoError, read_frames
from .worker_pool import VideoLost, for_each_video

_BATCH = 16  # frames that Decord decodes in one call


@dataclass(frozen=True)
class VideoTask:
    """A video to check, and what its annotation states.

    Args:
        path (str): A file, or a folder of frames.
        frames (int): How many are needed.
        images (tuple[str, ...]): Names of the images of a folder of frames;
            none for a file.
    """

    path: str
    frames: int
    images: Tuple[str, ...] = ()


@dataclass(frozen=True)
class VideoCheck:
    """The result of checking a video.

    Args:
        problems (tuple[str, ...]): None if it can be trained on.
        size (tuple[int, int] | None): Width and height of its frames, where
            one decodes.
    """

    problems: Tuple[str, ...]
    size: Optional[Tuple[int, int]] = None


def check_video(task: VideoTask, decoder: str) -> VideoCheck:
    """Decode all frames of a video.

    May end the process; see :func:`check_videos`.

    Args:
        task (VideoTask): The video.
        decoder (str): ``'decord'``, ``'opencv'`` or ``'pyav'``, that of the
            training. Images of folders are read by OpenCV.
    """
    if task.images:
        return _check_images(task)
    if not os.path.isfile(task.path):
        return VideoCheck(('no such file',))
    try:
        count, size, damage = _decode_in_order(task.path)
    except VideoError as error:
        return VideoCheck((_without(task.path, error),))
    problems = [damage] if damage else []
    if count < task.frames:
        problems.append(
            f'{count} frames decode, the annotation states {task.frames}'
        )
    if decoder != 'pyav':  # it has just decoded the video
        problems += _check_decoder(task, decoder, count)
    return VideoCheck(tuple(problems), size)


def _decode_in_order(path: str) -> tuple:
    """Number of frames, their size, and what ended them before time."""
    count, size, damage = 0, None, ''
    frames = read_frames(path)
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            break
        except VideoError as error:
            if not count:
                raise
            damage = _without(path, error)
            break
        count += 1
        size = size or frame.shape[1::-1]
        if frame.shape[1::-1] != size:
            damage = f'frame {count - 1} has another size than those before'
    return count, tuple(size), damage


def _without(path: str, error: Exception) -> str:
    """The message of an error, without the path that it begins with."""
    text = ' '.join(str(error).split())
    return text.replace(f'{path}: ', '')


def _check_decoder(task: VideoTask, decoder: str, count: int) -> List[str]:
    """Whether MMAction2's transform for it reads the same frames."""
    try:
        got = _DECODERS[decoder](task.path)
    except Exception as error:  # each library has its own errors
        return [f'{decoder} does not decode it ({_without(task.path, error)})']
    needed = min(count, task.frames)
    if got < needed:
        return [f'{decoder} decodes {got} frames of {count}']
    return check_frame_indices(task.path, [decoder])


def _count_decord(path: str) -> int:
    """Count frames with Decord, from memory as ``DecordInit`` does."""
    import decord

    with open(path, 'rb') as file:
        reader = decord.VideoReader(io.BytesIO(file.read()), num_threads=1)
    for start in range(0, len(reader), _BATCH):
        reader.get_batch(np.arange(start, min(start + _BATCH, len(reader))))
    return len(reader)


def _count_opencv(path: str) -> int:
    video, count = cv2.VideoCapture(path), 0
    while video.read()[0]:
        count += 1
    video.release()
    return count


_DECODERS: Dict[str, Callable[[str], int]] = dict(
    decord=_count_decord, opencv=_count_opencv
)


def _check_images(task: VideoTask) -> VideoCheck:
    problems, size = [], None
    for name in task.images:
        image = cv2.imread(os.path.join(task.path, name))
        if image is None:
            problems.append(f'{name} is missing or does not decode')
            continue
        size = size or image.shape[1::-1]
        if image.shape[1::-1] != size:
            problems.append(f'{name} has another size than those before')
    return VideoCheck(tuple(problems), size)


def check_videos(
    tasks: Sequence[VideoTask],
    decoder: str,
    num_workers: int = 1,
    timeout: Optional[float] = None,
    report: Callable[[VideoTask, VideoCheck], None] = lambda *_: None,
) -> List[VideoCheck]:
    """Check videos in processes of their own.

    Args:
        tasks (Sequence[VideoTask]): The videos.
        decoder (str): See :func:`check_video`.
        num_workers (int): Processes at a time, >= 1.
        timeout (float, optional): Seconds after which a video is given up.
        report (Callable): Called with each result as it comes.

    Returns:
        list[VideoCheck]: In the order of ``tasks``.

    Raises:
        ImportError: pebble, which starts the processes, is missing.
    """
    results = {}

    def keep(task, result, error):
        results[task] = result or VideoCheck((_problem(error),))
        report(task, results[task])

    for_each_video(
        check_video,
        {task: (task, decoder) for task in tasks},
        keep,
        'the process that decoded it died (exit code {exitcode}): '
        f'{decoder} would take a training with it',
        num_workers,
        timeout,
    )
    return [results[task] for task in tasks]


def _problem(error: Exception) -> str:
    """Whatever is wrong with this one video."""
    if isinstance(error, VideoLost):
        return str(error)
    return f'{type(error).__name__}: {" ".join(str(error).split())}'
