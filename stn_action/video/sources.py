"""Sources of frames: a video file, a folder of images, an array.

Every source yields its frames in order, as often as asked, and
:func:`frames_at` fetches some of them by number.
"""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterable, Iterator, List, Optional, Tuple

import cv2
import numpy as np

from .memory import return_freed_memory
from .reading import VideoError, check_is_file, decode_frames, video_info

DEFAULT_FPS = 25.0
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

#: Decoded frames of a video are kept up to this many bytes, so that a short
#: video is decoded once: 23 seconds of 640 x 480 at 25 frames a second.
KEPT_BYTES = 256 << 20

#: So many bytes of frames are decoded between two returns of freed memory.
_TRIM_BYTES = 16 << 20

#: Gives the (H, W, 3) uint8 RGB pixels of one frame.
Picture = Callable[[], np.ndarray]


class VideoSource:
    """RGB frames of one video, in order, as often as asked.

    Args:
        name (str): What the video is called in results.
        relative (str, optional): Its name below the folder of all videos,
            such as ``walk/a.mp4``; files that belong to it are looked for,
            and written, under this name. Defaults to the last part of
            ``name``.

    Attributes:
        fps (float): Frames a second.
        frame_count (int, optional): Frames that decode; None before all of
            them were decoded.
        size (tuple, optional): ``(width, height)``; None before the first
            frame.
        in_folder (bool): Whether the user named a folder around it, and not
            this video.
    """

    fps: float = DEFAULT_FPS
    in_folder = False

    def __init__(self, name: str, relative: Optional[str] = None) -> None:
        self.name = name
        self.relative = relative or os.path.basename(os.path.normpath(name))
        self.frame_count: Optional[int] = None
        self.size: Optional[Tuple[int, int]] = None

    def pictures(self) -> Iterator[Picture]:
        """Yield for each frame a function that gives its pixels.

        Pixels that nobody asks for are not converted.

        Raises:
            VideoError: No frame decodes, or not all do.
        """
        raise NotImplementedError

    def __iter__(self) -> Iterator[np.ndarray]:
        """Yield (H, W, 3) uint8 RGB frames, see ``pictures``."""
        for picture in self.pictures():
            yield picture()

    def count_frames(self) -> int:
        """Frames that decode."""
        if self.frame_count is None:
            self.frame_count = sum(1 for _ in self.pictures())
        return self.frame_count

    def stated_frames(self) -> Optional[int]:
        """Frames that decode if that is known, else what the header says."""
        return self.frame_count

    def seconds_at(self, index: int) -> float:
        """When a frame is shown, 0 being the first."""
        return index / self.fps

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within the block, frames may be kept to be decoded only once."""
        yield


class VideoFile(VideoSource):
    """A file, decoded from its first frame to its last."""

    def __init__(self, path: str, relative: Optional[str] = None) -> None:
        super().__init__(path, relative)
        self._info = None
        self._seconds: List[Optional[float]] = []
        self._keep_bytes = 0
        self._kept: Optional[list] = None

    @property
    def info(self):
        """The header, see :class:`VideoInfo`."""
        if self._info is None:
            self._info = video_info(self.name)
        return self._info

    @property
    def fps(self) -> float:
        return self.info.fps

    def pictures(self) -> Iterator[Picture]:
        if self._kept is not None:
            yield from (frame.rgb for frame in self._kept)
            return
        frames, room, freed = [], self._keep_bytes, 0
        stated = self.info.frames or 1
        seconds: List[Optional[float]] = []
        for frame in decode_frames(self.name):
            seconds.append(frame.seconds)
            freed += frame.nbytes
            if freed > _TRIM_BYTES:
                return_freed_memory()
                freed = 0
            if len(seconds) > len(self._seconds):
                self._seconds = seconds
            if len(seconds) == 1 and stated * frame.nbytes > room:
                room = 0
            room -= frame.nbytes
            if room >= 0:
                frames.append(frame)
            else:
                frames = []
            if self.size is None:
                self.size = frame.rgb().shape[1::-1]
            yield frame.rgb
        self.frame_count = len(seconds)
        if room >= 0 and self._keep_bytes:
            self._kept = frames

    def stated_frames(self) -> Optional[int]:
        return self.frame_count or self.info.frames

    def seconds_at(self, index: int) -> float:
        """When a frame is shown, by the file's clock, at any frame rate.

        Frames that were not decoded yet are taken to follow at ``fps``.
        """
        known = len(self._seconds)
        if not known or None in (self._seconds[0], self._seconds[-1]):
            return index / self.fps
        last = min(index, known - 1)
        shown = self._seconds[last]
        if shown is None:
            return index / self.fps
        return shown - self._seconds[0] + (index - last) / self.fps

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the frames of a short video, see ``KEPT_BYTES``."""
        self._keep_bytes = KEPT_BYTES
        try:
            yield
        finally:
            self._keep_bytes, self._kept = 0, None


class FrameFolder(VideoSource):
    """Images of one folder, in the order of their names."""

    def pictures(self) -> Iterator[Picture]:
        paths = [
            p
            for p in sorted(Path(self.name).glob('*'))
            if p.suffix.lower() in IMAGE_SUFFIXES
        ]
        if not paths:
            raise VideoError(f'{self.name}: no images in this folder')
        self.frame_count = len(paths)
        for path in paths:
            yield lambda path=path: self._read(path)

    def _read(self, path: Path) -> np.ndarray:
        check_is_file(str(path))
        image = cv2.imread(str(path))
        if image is None:
            raise VideoError(f'{path}: this image does not decode')
        self.size = image.shape[1::-1]
        return np.ascontiguousarray(image[..., ::-1])


class FrameArray(VideoSource):
    """Frames in memory: (T, H, W, 3) uint8 RGB."""

    def __init__(
        self,
        frames: np.ndarray,
        name: str = 'array',
        fps: float = DEFAULT_FPS,
        relative: Optional[str] = None,
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
        super().__init__(name, relative)
        self.fps = fps
        self.frames = frames
        self.frame_count, self.size = len(frames), frames.shape[2:0:-1]

    def pictures(self) -> Iterator[Picture]:
        return ((lambda f=frame: f) for frame in self.frames)


def numbered_frames(
    source: VideoSource, frame_inds: Iterable[int]
) -> Iterator[Tuple[int, np.ndarray]]:
    """Some frames by number, in increasing order, each once.

    Nothing is held, and nothing is decoded after the last of them.

    Raises:
        VideoError: The video ends before, or does not decode so far.
    """
    wanted, count = set(map(int, frame_inds)), 0
    last = max(wanted, default=-1)
    if last < 0:
        return
    for index, picture in enumerate(source.pictures()):
        count = index + 1
        if index in wanted:
            yield index, picture()
        if index == last:
            return
    raise VideoError(
        f'{source.name}: frame {last} is asked for, but '
        f'only {count} frames decode (0 to {count - 1})'
    )


def frames_at(source: VideoSource, frame_inds: Iterable[int]) -> dict:
    """``{frame number: (H, W, 3) RGB}``, see ``numbered_frames``."""
    return dict(numbered_frames(source, frame_inds))
