"""Who is in a video: tubes of a detector, of an annotation file, or given."""

import json
from dataclasses import dataclass
from typing import Callable, Iterator, List, Optional, Union

import numpy as np

from ..detection import build_detector
from ..detection.tracking import track_persons
from ..tubes import PersonTube
from ..video.reading import VideoError
from ..video.sources import VideoSource


@dataclass(frozen=True)
class Person:
    """One person of one video.

    ``clean_tube`` are the true boxes, where they are known. The person is
    looked at from the first to the last key frame of ``tube``.
    """

    tube: PersonTube
    clean_tube: Optional[PersonTube] = None

    @property
    def first(self) -> int:
        return int(self.tube.frame_inds[0])

    @property
    def end(self) -> int:
        """The frame after the last."""
        return int(self.tube.frame_inds[-1]) + 1


class AnnotatedPersons:
    """The tubes of an annotation file of ``PersonTubeDataset``.

    Args:
        path (str): The JSON file. The ``filename`` of an entry, such as
            ``walk/a.mp4``, is that of every video whose path ends in it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            with open(path, encoding='utf-8') as file:
                raw = json.load(file)
            self.entries = raw['data_list']
            self.classes = raw['metainfo'].get('classes')
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f'{path}: expected JSON with metainfo and data_list, see '
                f'"Your own data" in the README ({error!r})'
            ) from None

    def __call__(self, source: VideoSource) -> List[Person]:
        name = '/' + source.name.replace('\\', '/').lstrip('/')
        entries = [
            e
            for e in self.entries
            if name.endswith('/' + e['filename'].lstrip('./'))
        ]
        if not entries:
            raise VideoError(
                f'{source.name}: {self.path} has no entry whose '
                'filename is the end of this path'
            )
        return [self._person(source, entry) for entry in entries]

    def _person(self, source: VideoSource, entry: dict) -> Person:
        try:
            clean = entry.get('clean_boxes')
            return Person(
                PersonTube(
                    entry['frame_inds'], entry['boxes'], entry.get('scores')
                ),
                clean and PersonTube(entry['frame_inds'], clean),
            )
        except (KeyError, ValueError) as error:
            raise VideoError(f'{source.name}: {self.path}: {error}') from None


class DetectedPersons:
    """Looks for people in a video and links them to tubes.

    Args:
        detector (str | Detector): Name for ``build_detector``, or a detector.
        interval (int): Search every so many frames, and the last one; boxes
            between are interpolated.
        max_persons (int, optional): Keep those with the highest scores.
        **options: Of the detector, if it is given by name.
    """

    classes = None

    def __init__(
        self,
        detector: Union[str, Callable] = 'hog',
        interval: int = 4,
        max_persons: Optional[int] = None,
        **options,
    ) -> None:
        for name, value in (
            ('interval', interval),
            ('max_persons', max_persons),
        ):
            if value is not None and value < 1:
                raise ValueError(f'{name} must be 1 or more, got {value}')
        if isinstance(detector, str):
            detector = build_detector(detector, **options)
        self.detector = detector
        self.interval = interval
        self.max_persons = max_persons

    def __call__(self, source: VideoSource) -> List[Person]:
        inds, boxes, scores = [], [], []
        for index, frame in self._searched(source):
            found, found_scores = self.detector(frame, source.name, index)
            middles = (found[:, :2] + found[:, 2:]) / 2
            inside = ((middles > 0) & (middles < frame.shape[1::-1])).all(1)
            inds.append(index)
            boxes.append(found[inside])
            scores.append(found_scores[inside])
        tubes = track_persons(inds, boxes, scores, source.fps)
        return [Person(tube) for tube in tubes[: self.max_persons]]

    def _searched(self, source: VideoSource) -> Iterator[tuple]:
        """(number, frame) of those to search."""
        index = -1
        for index, frame in enumerate(source):
            if index % self.interval == 0:
                yield index, frame
        if index % self.interval:
            yield index, frame


class GivenPersons:
    """The same tubes for every video.

    Args:
        boxes: A box (4,) or boxes of every frame (T, 4) of one person, or a
            list of :class:`PersonTube`.
    """

    classes = None

    def __init__(self, boxes) -> None:
        self.tubes: Optional[list] = None
        if (
            isinstance(boxes, (list, tuple))
            and boxes
            and isinstance(boxes[0], PersonTube)
        ):
            self.tubes = list(boxes)
            return
        self.boxes = np.asarray(boxes, np.float64)
        if self.boxes.ndim not in (1, 2) or self.boxes.shape[-1] != 4:
            raise ValueError(
                'boxes must be one box (4,), boxes of every frame (T, 4), a '
                'list of PersonTube or an annotation file, got an array of '
                f'shape {self.boxes.shape}'
            )

    def __call__(self, source: VideoSource) -> List[Person]:
        if self.tubes is not None:
            return [Person(tube) for tube in self.tubes]
        frames = (
            len(self.boxes) if self.boxes.ndim == 2 else sum(1 for _ in source)
        )
        boxes = np.broadcast_to(self.boxes, (frames, 4))
        return [Person(PersonTube(np.arange(frames), boxes))]
