"""Some frames of a video file by number."""

import importlib.util
from typing import Dict, Iterable, Iterator

import cv2
import numpy as np

from .reading import VideoError, check_is_file
from .sources import Picture, VideoFile, VideoSource, frames_at


class OpenCVFile(VideoSource):
    """A file, decoded from its first frame on by OpenCV, without seeking."""

    def pictures(self) -> Iterator[Picture]:
        check_is_file(self.name)
        video, count = cv2.VideoCapture(self.name), 0
        try:
            while video.grab():
                count += 1
                yield lambda: self._grabbed(video)
        finally:
            video.release()
        if not count:
            raise VideoError(f'{self.name}: OpenCV decodes no frame')
        self.frame_count = count

    def _grabbed(self, video: cv2.VideoCapture) -> np.ndarray:
        good, frame = video.retrieve()
        if not good:
            raise VideoError(f'{self.name}: damaged, a frame does not decode')
        self.size = frame.shape[1::-1]
        return np.ascontiguousarray(frame[..., ::-1])


def fetch_frames(
    path: str, frame_inds: Iterable[int]
) -> Dict[int, np.ndarray]:
    """``{frame number: (H, W, 3) uint8 RGB}`` of a video file.

    PyAV decodes, and where it is not installed OpenCV; both from the first
    frame on, because seeking is not exact.

    Raises:
        VideoError: The video ends before one of them, or does not decode.
    """
    there = importlib.util.find_spec('av') is not None
    source = VideoFile(path) if there else OpenCVFile(path)
    return frames_at(source, frame_inds)
