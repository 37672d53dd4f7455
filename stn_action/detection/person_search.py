"""Finds the people of a video and follows them; all callers use this."""

from collections import deque
from dataclasses import dataclass
from typing import Callable, Deque, List, Optional, Tuple

import numpy as np

from ..tubes.mending import LeftOut, usable_boxes
from ..tubes.person_tube import PersonTube
from ..video.frame_indices import thumbnail
from ..video.reading import VideoError
from ..video.sources import Picture, VideoSource
from .detector import Detector
from .motion import MotionWindow, motion_share
from .settings import DEFAULT_SETTINGS, DetectionSettings
from .tracking import track_persons

#: Called with the number of each frame and what gives its pixels.
Watcher = Callable[[int, Picture], None]


@dataclass(frozen=True)
class FoundPersons:
    """The people of one video.

    Args:
        tubes (list[PersonTube]): Best first.
        frames (int): Frames that decode.
        searched (int): Frames that were searched.
        size (tuple): ``(width, height)`` of a frame.
        damage (str, optional): Why the rest of the video does not decode.
    """

    tubes: List[PersonTube]
    frames: int
    searched: int
    size: Tuple[int, int]
    damage: Optional[str] = None


def find_persons(
    source: VideoSource,
    detector: Detector,
    settings: DetectionSettings = DEFAULT_SETTINGS,
    filename: str = '',
    watch: Optional[Watcher] = None,
) -> FoundPersons:
    """Find and follow the people of one video, decoding it once.

    Args:
        source (VideoSource): The video.
        detector (Detector): Finds people in a frame.
        settings (DetectionSettings): How to search; its ``decoder`` is not
            looked at here.
        filename (str): Name that the detector gets. Defaults to the source's
            name below the folder of videos.
        watch (Callable, optional): Shown every frame on the way.

    Returns:
        FoundPersons: A damaged video gives those of the frames before the
        damage.

    Raises:
        VideoError: If nothing decodes.
    """
    search = _Search(
        detector, settings, filename or source.relative, source.fps
    )
    damage = None
    try:
        for index, picture in enumerate(source.pictures()):
            picture = _once(picture)
            if watch is not None:
                watch(index, picture)
            search.see(index, picture)
    except VideoError as error:
        if not search.frames:
            raise
        damage = str(error)
    tubes = search.tubes()
    return FoundPersons(
        tubes, search.frames, len(search.inds), search.size, damage
    )


def _once(picture: Picture) -> Picture:
    """Convert a frame's pixels at the first call and keep them."""
    pixels = []

    def get() -> np.ndarray:
        if not pixels:
            pixels.append(picture())
        return pixels[0]

    return get


class _Search:
    """The state of a search. It holds one frame, and small copies."""

    def __init__(
        self,
        detector: Detector,
        settings: DetectionSettings,
        filename: str,
        fps: float,
    ) -> None:
        self.detector, self.settings = detector, settings
        self.filename, self.fps = filename, fps
        self.frames, self.size = 0, (0, 0)
        self.inds: List[int] = []
        self._found: List[tuple] = []  # boxes and scores of each of inds
        self._last: Optional[Picture] = None  # not searched yet
        self._motion = MotionWindow(fps) if settings.min_motion else None
        self._waiting: Deque[int] = (
            deque()
        )  # of inds, for what moves after them

    def see(self, index: int, picture: Picture) -> None:
        """Take the next frame."""
        self.frames, self._last = index + 1, picture
        if self._motion is not None:
            self._motion.add(thumbnail(picture()))
        if index % self.settings.stride == 0:
            self._search(index, picture)
        self._drop_still(index)

    def tubes(self) -> List[PersonTube]:
        """All tubes that pass the settings. Call it after the last frame."""
        if self._last is not None:
            # a tube that ended before it would lose the end of the video
            self._search(self.frames - 1, self._last)
        self._drop_still(None)
        settings = self.settings
        tubes = track_persons(
            self.inds,
            [boxes for boxes, _ in self._found],
            [scores for _, scores in self._found],
            self.fps,
            settings.max_gap,
            min(settings.min_boxes, len(self.inds)),
        )
        kept = [tube for tube in tubes if self._passes(tube)]
        return kept[: settings.max_persons]

    def _search(self, index: int, picture: Picture) -> None:
        frame = picture()
        self._last, self.size = None, frame.shape[1::-1]
        boxes, scores = self.detector(frame, self.filename, index)
        inside = _inside(boxes, self.size)
        self.inds.append(index)
        self._found.append((boxes[inside], scores[inside]))
        if self._motion is not None:
            self._waiting.append(len(self.inds) - 1)

    def _drop_still(self, index: Optional[int]) -> None:
        """Drop detections that stand still, once it is known what moves."""
        if self._motion is None:
            return
        while self._waiting and (
            index is None
            or self.inds[self._waiting[0]] + self._motion.reach <= index
        ):
            place = self._waiting.popleft()
            boxes, scores = self._found[place]
            share = motion_share(
                self._motion.around(self.inds[place]), boxes, self.size
            )
            kept = share >= self.settings.min_motion
            self._found[place] = boxes[kept], scores[kept]

    def _passes(self, tube: PersonTube) -> bool:
        seconds = (tube.frame_inds[-1] - tube.frame_inds[0] + 1) / self.fps
        return (
            seconds >= self.settings.min_length
            and tube.scores.mean() >= self.settings.min_score
        )


def _inside(boxes: np.ndarray, size) -> np.ndarray:
    """(n,) bool: boxes that a tube can keep, whose middle lies in the frame.

    Detectors that look beyond the border report people who are not there.
    """
    usable = usable_boxes(np.zeros(len(boxes)), boxes, LeftOut(), size)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    return usable & ((middle > 0) & (middle < size)).all(1)
