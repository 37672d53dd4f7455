"""Pictures of a camera, in pieces that are treated like short videos."""

from typing import Iterator

import cv2
import numpy as np

from .reading import VideoError
from .sources import DEFAULT_FPS, FrameArray


def camera_segments(
    index: int, length: int, max_frames: int
) -> Iterator[FrameArray]:
    """Film with a camera, in pieces of ``length`` frames.

    Args:
        index (int): Number of the camera, from 0.
        length (int): Frames of a piece.
        max_frames (int): Frames in all; 0 films until the camera ends.

    Raises:
        VideoError: There is no such camera.
    """
    camera = _open(index)
    fps = camera.get(cv2.CAP_PROP_FPS) or DEFAULT_FPS
    frames, filmed = [], 0
    try:
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


def _open(index: int) -> cv2.VideoCapture:
    camera = cv2.VideoCapture(index)
    if camera.isOpened():
        return camera
    camera.release()
    raise VideoError(
        f'camera {index} does not open; check that it is connected, not in '
        'use by another program, and that you may read it (on Linux '
        f'/dev/video{index}). Cameras count from 0; a video file is given by '
        'its path.'
    )
