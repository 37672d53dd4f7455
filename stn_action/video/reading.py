"""Decoding a video from its first frame to its last, with PyAV.

Frames come in order of presentation, none left out or seeked, so their
numbers are right for every codec: what other decoders call frame ``i`` is
compared with these (:mod:`stn_action.video.frame_indices`).
"""

import os
import re
from dataclasses import dataclass
from typing import Iterator, Optional

import numpy as np

#: Such as ``rtsp://``. Drive letters of Windows have one character.
_ADDRESS = re.compile(r'[a-z][a-z0-9+.-]+://', re.IGNORECASE)


class VideoError(ValueError):
    """A file that is no video, or none that decodes."""


@dataclass(frozen=True)
class VideoInfo:
    """The header of a video file.

    Args:
        codec (str): Name of the codec, e.g. ``'h264'``.
        fps (float): Frames a second; 25 where the header does not say.
        b_frames (bool): Whether frames are stored in another order than they
            are shown in.
        frames (int, optional): Number of frames, or an estimate from the
            duration; None where the header says neither. Files that were cut
            off or damaged hold fewer.
    """

    codec: str
    fps: float
    b_frames: bool
    frames: Optional[int] = None


def video_info(path: str) -> VideoInfo:
    """Read the header.

    Raises:
        VideoError: If the file is empty or no video.
    """
    with _open(path) as container:
        stream = container.streams.video[0]
        fps = float(stream.average_rate or 25)
        return VideoInfo(
            stream.codec_context.name,
            fps,
            bool(stream.codec_context.has_b_frames),
            _stated_frames(container, stream, fps),
        )


def _stated_frames(container, stream, fps: float) -> Optional[int]:
    if stream.frames:
        return stream.frames
    if stream.duration:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration:
        seconds = container.duration / 1e6
    else:
        return None
    return max(1, round(seconds * fps))


class DecodedFrame:
    """One frame as the decoder leaves it, which takes half of RGB's bytes.

    It is converted when its pixels are asked for, since most frames are only
    decoded to get to the next one.

    Attributes:
        seconds (float, optional): When it is shown, by the file's clock.
        nbytes (int): Memory that it takes.
    """

    def __init__(self, frame) -> None:
        self._frame = frame
        # the display matrix says how far to turn it, anticlockwise
        self._turns = round(frame.rotation / 90) % 4
        self.seconds = frame.time
        self.nbytes = sum(plane.buffer_size for plane in frame.planes)

    def rgb(self) -> np.ndarray:
        """(H, W, 3) uint8 RGB, upright, a new array each time."""
        pixels = self._frame.to_ndarray(format='rgb24')
        return np.ascontiguousarray(np.rot90(pixels, self._turns))


def decode_frames(path: str) -> Iterator[DecodedFrame]:
    """All frames of a video, upright.

    Args:
        path (str): A video file.

    Raises:
        VideoError: If the file is empty, no video, or damaged; in the last
            case after the frames before the damage, whose number it names.
    """
    count = 0
    with _open(path) as container:
        import av  # not before _open, which says what to install

        try:
            for frame in container.decode(video=0):
                yield DecodedFrame(frame)
                count += 1
        except av.FFmpegError as error:
            raise VideoError(
                f'{path}: damaged, only {count} frames decode '
                f'({error.strerror}).'
            ) from None
    if not count:
        raise VideoError(f'{path}: a video without a frame.')


def read_frames(path: str) -> Iterator[np.ndarray]:
    """All frames of a video as (H, W, 3) uint8 RGB, see ``decode_frames``."""
    for frame in decode_frames(path):
        yield frame.rgb()


def _open(path: str):
    """An open container with at least one video stream."""
    try:
        import av
    except ImportError as error:
        raise ImportError(
            'Reading videos frame by frame needs PyAV: pip '
            "install -e '.[detect]', or av."
        ) from error
    check_is_file(path)
    try:
        container = av.open(str(path))
    except av.FFmpegError as error:
        raise VideoError(
            f'{path}: no video that FFmpeg reads ({error.strerror}).'
        ) from None
    if not container.streams.video:
        container.close()
        raise VideoError(f'{path}: holds no video stream.')
    return container


def check_is_file(path: str) -> None:
    """Say what to do where a path is no file with content.

    Raises:
        VideoError: It is an address, does not exist or is empty.
    """
    if _ADDRESS.match(str(path)):
        raise VideoError(
            f'{path}: streams are not read, only files. Record a piece first: '
            f'ffmpeg -i {path} -t 60 -c copy piece.mp4; a camera of this '
            'machine is given by its number, such as 0.'
        )
    if not os.path.isfile(path):
        raise VideoError(f'{path}: no such file.')
    if not os.path.getsize(path):
        raise VideoError(f'{path}: the file is empty.')
