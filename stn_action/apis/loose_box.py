"""Recognises a video at one box that a user draws (for the web page)."""

from typing import Callable, Dict, Optional, Sequence, Tuple

import numpy as np

from ..video.sources import FrameArray, VideoFile
from ..visualization.drawing import COLOURS, draw_box, draw_quadrilateral
from ..visualization.refocus_sheet import refocus_sheet
from .labels import class_name
from .persons import GivenPersons
from .results import WindowResult

Box = Tuple[float, float, float, float]


class LooseBox:
    """Tries boxes on one video at a time, one box for all of its frames.

    Args:
        inferencer (STNInferencer): The recogniser.
        max_frames (int): Only so many first frames of a video are used.
        find_persons (Callable, optional): Finds the first box, such as
            :class:`DetectedPersons`.
    """

    def __init__(
        self,
        inferencer,
        max_frames: int = 200,
        find_persons: Optional[Callable] = None,
    ) -> None:
        self.inferencer = inferencer
        self.max_frames = max_frames
        self.find_persons = find_persons

    def open(self, path: str) -> FrameArray:
        """Decode a video.

        Raises:
            VideoError: It does not decode.
        """
        source, frames = VideoFile(path), []
        for frame in source:
            frames.append(frame)
            if len(frames) == self.max_frames:
                break
        return FrameArray(np.stack(frames), path, source.fps)

    def detected_box(self, video: FrameArray) -> Optional[Box]:
        """The surest person in the middle of its track; None if nobody is
        found, or nobody is looked for.
        """
        persons = self.find_persons(video) if self.find_persons else []
        if not persons:
            return None
        middle = (persons[0].first + persons[0].end) // 2
        return tuple(persons[0].tube.boxes_at([middle])[0].tolist())

    def first_box(self, video: FrameArray) -> Box:
        """The box to start with: the middle half of the frame."""
        height, width = video.frames.shape[1:3]
        return width / 4, height / 8, width * 3 / 4, height * 7 / 8

    def __call__(
        self, video: FrameArray, box: Sequence[float]
    ) -> WindowResult:
        """Recognise the whole video at one box and keep its pictures.

        Raises:
            VideoError: The box lies outside the frame.
            ValueError: The box is empty.
        """
        persons = GivenPersons(ordered(box))(video)
        (window,) = self.inferencer.recognise(video, persons, pictures=True)
        return window

    def scores(self, window: WindowResult) -> Dict[str, float]:
        """Map the name of each class to its score."""
        classes = self.inferencer.classes
        return {
            class_name(classes, k): float(score)
            for k, score in enumerate(window.scores)
        }


def ordered(box: Sequence[float]) -> Box:
    """Two opposite corners, in any order, as ``xyxy``."""
    x1, y1, x2, y2 = map(float, box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def draw_loose_box(
    video: FrameArray,
    index: int,
    box: Sequence[float],
    window: Optional[WindowResult] = None,
    corner: Optional[Sequence[float]] = None,
) -> np.ndarray:
    """The frame with the box and its view, or with the first corner."""
    index = min(index, len(video.frames) - 1)
    frame = video.frames[index]
    if corner is not None:
        x, y = corner
        return draw_box(frame, (x - 3, y - 3, x + 3, y + 3), COLOURS['box'])
    frame = draw_box(frame, ordered(box), COLOURS['box'])
    if window is not None and window.clip.outlines is not None:
        nearest = int(np.abs(window.clip.frame_inds - index).argmin())
        for outline in window.clip.outlines_frame()[nearest]:
            frame = draw_quadrilateral(frame, outline, COLOURS['view'])
    return frame


def view_sheet(window: WindowResult) -> np.ndarray:
    """The picture of frames, crops and views that the page shows."""
    return refocus_sheet(window.clip, columns=4)
