"""Sources of frames: a video file, a folder, an array, a camera."""

import os
from pathlib import Path
from typing import Iterable, Iterator, List, Sequence, Union

import cv2
import numpy as np

from .reading import VideoError, read_frames, video_info

VIDEO_SUFFIXES = (
    '.mp4',
    '.avi',
    '.mov',
    '.mkv',
    '.webm',
    '.mpg',
    '.mpeg',
    '.m4v',
    '.wmv',
    '.flv',
    '.3gp',
    '.ts',
)
IMAGE_SUFFIXES = ('.jpg', '.jpeg', '.png', '.bmp', '.webp')
_DEFAULT_FPS = 25.0


class VideoSource:
    """RGB frames of one video, in order, as often as asked.

    Args:
        name (str): What the video is called in results.
        fps (float): Frames a second.
    """

    def __init__(self, name: str, fps: float) -> None:
        self.name = name
        self.fps = fps

    def __iter__(self) -> Iterator[np.ndarray]:
        """Yield (H, W, 3) uint8 RGB frames.

        Raises:
            VideoError: No frame decodes.
        """
        raise NotImplementedError


class VideoFile(VideoSource):
    """A file, decoded from its first frame to its last."""

    def __init__(self, path: str) -> None:
        super().__init__(path, _DEFAULT_FPS)  # until it is opened

    def __iter__(self) -> Iterator[np.ndarray]:
        self.fps = video_info(self.name).fps
        yield from read_frames(self.name)


class FrameFolder(VideoSource):
    """Images of one folder, in the order of their names."""

    def __init__(self, path: str, fps: float = _DEFAULT_FPS) -> None:
        super().__init__(path, fps)

    def __iter__(self) -> Iterator[np.ndarray]:
        paths = [
            p
            for p in sorted(Path(self.name).glob('*'))
            if p.suffix.lower() in IMAGE_SUFFIXES
        ]
        if not paths:
            raise VideoError(f'{self.name}: no images in this folder')
        for path in paths:
            image = cv2.imread(str(path))
            if image is None:
                raise VideoError(f'{path}: this image does not decode')
            yield np.ascontiguousarray(image[..., ::-1])


class FrameArray(VideoSource):
    """Frames in memory: (T, H, W, 3) uint8 RGB."""

    def __init__(
        self,
        frames: np.ndarray,
        name: str = 'array',
        fps: float = _DEFAULT_FPS,
    ) -> None:
        frames = np.asarray(frames)
        if (
            frames.ndim != 4
            or frames.shape[3] != 3
            or not len(frames)
            or frames.dtype != np.uint8
        ):
            raise VideoError(
                f'{name}: an array of frames must be (T, H, W, 3) uint8 RGB, '
                f'got shape {frames.shape} and type {frames.dtype}'
            )
        super().__init__(name, fps)
        self.frames = frames

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter(self.frames)


def frames_at(source: VideoSource, frame_inds: Iterable[int]) -> dict:
    """``{frame number: (H, W, 3) RGB}``.

    Raises:
        VideoError: The video ends before.
    """
    wanted, found, count = set(map(int, frame_inds)), {}, 0
    for count, frame in enumerate(source, 1):
        if count - 1 in wanted:
            found[count - 1] = frame
            if len(found) == len(wanted):
                return found
    raise VideoError(
        f'{source.name}: frame {max(wanted)} is asked for, but '
        f'only {count} frames decode'
    )


def camera_segments(
    index: int, length: int, max_frames: int
) -> Iterator[FrameArray]:
    """Film with a camera, in pieces of ``length`` frames.

    Args:
        index (int): Of the camera, from 0.
        length (int): Frames of a piece.
        max_frames (int): Frames in all; 0 films until the camera ends.

    Raises:
        VideoError: There is no such camera.
    """
    camera = cv2.VideoCapture(index)
    fps = camera.get(cv2.CAP_PROP_FPS) or _DEFAULT_FPS
    frames, filmed = [], 0
    try:
        if not camera.isOpened():
            raise VideoError(
                f'camera {index} does not open; check that it '
                'is connected and not in use'
            )
        while not max_frames or filmed < max_frames:
            good, frame = camera.read()
            if good:
                frames.append(frame[..., ::-1])
                filmed += 1
            if frames and (
                not good or len(frames) == length or filmed == max_frames
            ):
                name = f'camera{index}_frame{filmed - len(frames):06d}'
                yield FrameArray(np.stack(frames), name, fps)
                frames = []
            if not good:
                return
    finally:
        camera.release()


Input = Union[str, os.PathLike, np.ndarray, VideoSource]


def video_sources(
    inputs: Union[Input, Sequence[Input]], input_format: str = 'video'
) -> List[VideoSource]:
    """The videos that are meant; none is opened yet.

    Args:
        inputs: A path, an array (T, H, W, 3), or a list of such. A folder
            stands for all videos below it, or is one video
            (``input_format='rawframes'``).
        input_format (str): ``'video'``, ``'rawframes'`` or ``'array'``, as in
            MMAction2's inferencer.

    Raises:
        ValueError: A folder without videos.
    """
    if not isinstance(inputs, (list, tuple)):
        inputs = [inputs]
    sources: List[VideoSource] = []
    for k, item in enumerate(inputs):
        if isinstance(item, VideoSource):
            sources.append(item)
        elif isinstance(item, np.ndarray):
            sources.append(FrameArray(item, f'array{k}'))
        elif input_format == 'rawframes':
            sources.append(FrameFolder(os.fspath(item)))
        elif os.path.isdir(item):
            sources += [VideoFile(path) for path in _videos_below(item)]
        else:
            sources.append(VideoFile(os.fspath(item)))
    return sources


def _videos_below(folder: str) -> List[str]:
    paths = sorted(
        str(p)
        for p in Path(folder).rglob('*')
        if p.suffix.lower() in VIDEO_SUFFIXES and p.is_file()
    )
    if not paths:
        raise ValueError(
            f'{folder}: no videos in this folder ({", ".join(VIDEO_SUFFIXES)})'
            "; a folder of images needs input_format='rawframes'"
        )
    return paths
