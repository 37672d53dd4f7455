"""Decoding a video from its first frame to its last, with PyAV.

Frames come in order of presentation, none left out or seeked, so their
numbers are right for every codec: what other decoders call frame ``i`` is
compared with these (:mod:`stn_action.video.frame_indices`).
"""

import os
from dataclasses import dataclass
from typing import Iterator

import numpy as np


class VideoError(ValueError):
    """A file that is no video, or none that decodes."""


@dataclass(frozen=True)
class VideoInfo:
    """What the header of a file says.

    Args:
        codec (str): Name of the codec, e.g. ``'h264'``.
        fps (float): Frames a second; 25 where the header does not say.
        b_frames (bool): Whether frames are stored in another order than they
            are shown in.
    """

    codec: str
    fps: float
    b_frames: bool


def video_info(path: str) -> VideoInfo:
    """Read the header.

    Raises:
        VideoError: If the file is empty or no video.
    """
    with _open(path) as container:
        stream = container.streams.video[0]
        return VideoInfo(
            stream.codec_context.name,
            float(stream.average_rate or 25),
            bool(stream.codec_context.has_b_frames),
        )


def read_frames(path: str) -> Iterator[np.ndarray]:
    """All frames of a video, upright.

    Args:
        path (str): A video file.

    Yields:
        ndarray: (H, W, 3) uint8 RGB.

    Raises:
        VideoError: If the file is empty, no video, or damaged; in the last
            case after the frames before the damage, whose number it names.
    """
    count = 0
    with _open(path) as container:
        import av  # not before _open, which says what to install

        try:
            for frame in container.decode(video=0):
                # the display matrix says how far to turn it, anticlockwise
                turns = round(frame.rotation / 90) % 4
                yield np.ascontiguousarray(
                    np.rot90(frame.to_ndarray(format='rgb24'), turns)
                )
                count += 1
        except av.FFmpegError as error:
            raise VideoError(
                f'{path}: damaged, only {count} frames decode '
                f'({error.strerror}).'
            ) from None
    if not count:
        raise VideoError(f'{path}: a video without a frame.')


def _open(path: str):
    """An open container with at least one video stream."""
    try:
        import av
    except ImportError as error:
        raise ImportError(
            'Reading videos frame by frame needs PyAV: pip '
            "install 'stn_action[detect]', or av."
        ) from error
    if not os.path.isfile(path):
        raise VideoError(f'{path}: no such file.')
    if not os.path.getsize(path):
        raise VideoError(f'{path}: the file is empty.')
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
