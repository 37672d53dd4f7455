"""What a recogniser makes of boxes that somebody draws, clip by clip."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

import cv2
import numpy as np

from ..datasets.transforms import TubeCrop
from ..models.plain_view import plain_view
from ..tubes import PersonTube, box_iou, square_boxes
from ..video.sources import FrameArray, VideoFile
from ..visualization.drawing import COLOURS, draw_box, draw_quadrilateral
from ..visualization.report_page import tile
from .annotated_video import write_video
from .labels import class_name
from .persons import GivenPersons, Person
from .results import VideoResult, WindowResult

Box = Tuple[float, float, float, float]

#: What becomes of the boxes of a clip: scale of their sides, and shift as a
#: share of their size at the first and at the last frame.
PRESETS = {
    'as found': (1.0, (0.0, 0.0), (0.0, 0.0)),
    'loose': (1.7, (0.2, -0.1), (0.2, -0.1)),
    'tight': (0.6, (0.0, -0.1), (0.0, -0.1)),
    'drift': (1.2, (0.0, 0.0), (0.6, 0.15)),
}
#: Smaller frames are enlarged to this width, so that lines stay thin.
_WIDTH = 640


class FirstBoxes(NamedTuple):
    """Boxes to begin with.

    Args:
        boxes (ndarray): (T, 4), of every frame.
        origin (str): ``'annotated'``, ``'detected'`` or ``'middle'``.
        truth (ndarray, optional): (T, 4) true boxes, where known.
    """

    boxes: np.ndarray
    origin: str
    truth: Optional[np.ndarray] = None


@dataclass(frozen=True)
class Comparison:
    """One clip, its boxes, and what was recognised in them.

    Args:
        window (WindowResult): With the STN, with pictures.
        plain (WindowResult, optional): The same weights on the plain crop;
            None of a recogniser that has no STN.
    """

    window: WindowResult
    plain: Optional[WindowResult]


class LooseBox:
    """Tries boxes on one video at a time.

    Args:
        inferencer (STNInferencer): The recogniser.
        max_frames (int): Of a longer video the first ones are looked at.
        find_persons (Callable, optional): Finds the first boxes, such as
            :class:`DetectedPersons`.
        annotated (AnnotatedPersons, optional): Boxes of videos that it knows.
    """

    def __init__(
        self,
        inferencer,
        max_frames: int = 200,
        find_persons: Optional[Callable] = None,
        annotated: Optional[Callable] = None,
    ) -> None:
        self.inferencer = inferencer
        self.max_frames = max_frames
        self.find_persons = find_persons
        self.annotated = annotated
        self.crop = next(
            t
            for t in inferencer.pipeline.transforms
            if isinstance(t, TubeCrop)
        )

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

    def first_boxes(self, video: FrameArray) -> FirstBoxes:
        """The annotated person, else the surest of the detector, else the
        middle half of the frame.
        """
        persons, origin = [], 'annotated'
        if self.annotated is not None and self.annotated.knows(video):
            persons = self.annotated(video)
        elif self.find_persons is not None:
            persons, origin = self.find_persons(video), 'detected'
        inds = np.arange(len(video.frames))
        if not persons:
            height, width = video.frames.shape[1:3]
            box = width / 4, height / 8, width * 3 / 4, height * 7 / 8
            return FirstBoxes(np.tile(box, (len(inds), 1)), 'middle')
        clean = persons[0].clean_tube
        return FirstBoxes(
            persons[0].tube.boxes_at(inds),
            origin,
            None if clean is None else clean.boxes_at(inds),
        )

    def __call__(self, video: FrameArray, boxes) -> Comparison:
        """Recognise all of the video, with the STN and without, as a whole.

        Args:
            video (FrameArray): Of :meth:`open`.
            boxes (array-like): (4,), two opposite corners, or (T, 4).

        Raises:
            VideoError: The box lies outside the frame.
            ValueError: The box is empty.
        """
        boxes = np.asarray(boxes, np.float64)
        persons = GivenPersons(ordered(boxes) if boxes.ndim == 1 else boxes)(
            video
        )
        model = self.inferencer.model
        found: List[WindowResult] = []
        for plain in (False, True)[: 1 + hasattr(model, 'stn')]:
            with plain_view(model) if plain else nullcontext():
                found += self.inferencer.recognize(
                    video, persons, pictures=True
                )
        return Comparison(found[0], found[1] if found[1:] else None)

    def scores(self, window: WindowResult) -> Dict[str, float]:
        """Class to score; empty of a localisation network alone."""
        if window.scores is None:
            return {}
        classes = self.inferencer.classes
        return {
            class_name(classes, k): float(score)
            for k, score in enumerate(window.scores)
        }

    def bars(self, result: Comparison, top: int = 5) -> list:
        """The best classes, for ``bars_html``: without and with the STN."""
        scores = self.scores(result.window)
        if result.plain is None:
            kinds = {'plain': scores}
        else:
            kinds = {'plain': self.scores(result.plain), 'view': scores}
        best = sorted(scores, key=lambda c: -max(k[c] for k in kinds.values()))
        return [
            (
                name,
                [
                    (kind, own[name], f'{own[name]:.0%}')
                    for kind, own in kinds.items()
                ],
            )
            for name in best[:top]
        ]

    def tiles(self, result: Comparison, boxes, truth) -> List[dict]:
        """Mean IoU of the box and of the view, where the truth is known.

        Squares are compared, as the crop is one, see ``ViewIoUMetric``.
        """
        if truth is None:
            return []
        clip, margin = result.window.clip, self.crop.target_margin
        target = square_boxes(truth[clip.frame_inds], margin)
        own = square_boxes(np.asarray(boxes)[clip.frame_inds], margin)
        box = box_iou(own, target).mean()
        found = [tile(f'{box:.2f}', 'IoU of the box', 'plain')]
        if clip.outlines is not None and clip.outlines.shape[1] == 1:
            view = box_iou(clip.view_boxes_frame(), target).mean()
            found.append(tile(f'{view:.2f}', 'IoU of the view', 'view'))
        return found

    def write_clip(
        self, video: FrameArray, boxes: np.ndarray, result: Comparison, path
    ) -> str:
        """The clip with box, view and action, an MP4 that browsers play."""
        tube = PersonTube(np.arange(len(boxes)), boxes)
        shown = VideoResult(
            video.name,
            video.fps,
            [Person(tube)],
            [result.window],
            size=video.size,
        )
        return write_video(
            video, shown, self.inferencer.classes, self.crop, str(path)
        )


def ordered(box: Sequence[float]) -> Box:
    """Two opposite corners, in any order, as ``xyxy``."""
    x1, y1, x2, y2 = map(float, box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def preset_boxes(name: str, boxes: np.ndarray) -> np.ndarray:
    """Boxes (T, 4) as a poor detector would have found them.

    Args:
        name (str): One of :data:`PRESETS`.
        boxes (ndarray): (T, 4).
    """
    scale, first, last = PRESETS[name]
    low, high = boxes[:, :2], boxes[:, 2:]
    time = np.linspace(0, 1, len(boxes))[:, None]
    shift = np.multiply(first, 1 - time) + np.multiply(last, time)
    centre = (low + high) / 2 + shift * (high - low)
    half = scale * (high - low) / 2
    return np.concatenate([centre - half, centre + half], 1)


def draw_frame(
    video: FrameArray,
    index: int,
    boxes: np.ndarray,
    window: Optional[WindowResult] = None,
    truth: Optional[np.ndarray] = None,
) -> np.ndarray:
    """A frame, enlarged, with its true box, its box and its view.

    Args:
        boxes (ndarray): (T, 4).
        window (WindowResult, optional): Found with these boxes.
        truth (ndarray, optional): (T, 4).
    """
    index = min(index, len(video.frames) - 1)
    frame = video.frames[index]
    k = max(1, -(-_WIDTH // frame.shape[1]))
    frame = cv2.resize(frame, None, fx=k, fy=k, interpolation=cv2.INTER_CUBIC)
    if truth is not None:
        frame = draw_box(frame, truth[index] * k, COLOURS['true'])
    frame = draw_box(frame, boxes[index] * k, COLOURS['box'])
    if window is not None and window.clip.outlines is not None:
        nearest = int(np.abs(window.clip.frame_inds - index).argmin())
        for outline in window.clip.outlines_frame()[nearest]:
            frame = draw_quadrilateral(frame, outline * k, COLOURS['view'])
    return frame
