"""Find the persons of a video: detected, annotated or given by the caller."""

from dataclasses import dataclass
from typing import Callable, List, Optional, Tuple, Union

import numpy as np

from ..datasets.tube_entry import check_pixels, stated_size
from ..detection import DetectionSettings, build_detector, find_persons
from ..detection.tracking import require_trackers
from ..formats.text_files import read_json
from ..tubes import PersonTube
from ..video.reading import VideoError
from ..video.sources import VideoSource


@dataclass(frozen=True)
class Person:
    """One person of one video.

    Args:
        tube (PersonTube): The boxes of the person.
        clean_tube (PersonTube, optional): The true boxes, where known.
        clip (tuple[int, int], optional): ``(first, stop)``, the frames to
            look at. Defaults to the first and the last key frame of ``tube``.
        size (tuple[int, int], optional): Width and height of the frames that
            the boxes were made for, where stated.
        from_file (bool): The boxes come out of a file, which may belong to
            another video: they are compared with the frames.
    """

    tube: PersonTube
    clean_tube: Optional[PersonTube] = None
    clip: Optional[Tuple[int, int]] = None
    size: Optional[Tuple[int, int]] = None
    from_file: bool = False

    @property
    def first(self) -> int:
        return self.clip[0] if self.clip else int(self.tube.frame_inds[0])

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.clip[1] if self.clip else int(self.tube.frame_inds[-1]) + 1


class AnnotatedPersons:
    """The tubes of an annotation file of ``PersonTubeDataset``.

    Args:
        path (str): The JSON file. An entry belongs to every video whose path
            ends in the entry's ``filename``, such as ``walk/a.mp4``. Where
            several names match, the longest one counts.

    Raises:
        ValueError: If it is no such file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        raw = read_json(path)
        try:
            self.entries = list(raw['data_list'])
            self.classes = list(raw['metainfo'].get('classes') or []) or None
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f'{path}: expected JSON with metainfo and data_list, see '
                f'"Your own data" in the README ({error!r})'
            ) from None
        for number, entry in enumerate(self.entries):
            if not isinstance(entry, dict) or not isinstance(
                entry.get('filename'), str
            ):
                raise ValueError(
                    f'{path}, entry {number}: expected a dict with filename, '
                    f'got {str(entry)[:60]}'
                )

    def knows(self, source: VideoSource) -> bool:
        """Whether there is an entry for a video."""
        return bool(self._entries_of(source))

    def _entries_of(self, source: VideoSource) -> List[dict]:
        return [
            e for e in self.entries if _ends_in(source.name, e['filename'])
        ]

    def __call__(self, source: VideoSource) -> List[Person]:
        matching = self._entries_of(source)
        if not matching:
            raise VideoError(
                f'{source.name}: {self.path} has no entry whose '
                'filename is the end of this path'
            )
        longest = max(_depth(e['filename']) for e in matching)
        return [
            self._person(source, entry)
            for entry in matching
            if _depth(entry['filename']) == longest
        ]

    def _person(self, source: VideoSource, entry: dict) -> Person:
        try:
            clean = entry.get('clean_boxes')
            tube = PersonTube(
                entry['frame_inds'], entry['boxes'], entry.get('scores')
            )
            check_pixels(tube)
            return Person(
                tube,
                clean and PersonTube(entry['frame_inds'], clean),
                _clip(entry.get('clip')),
                stated_size(entry),
                from_file=True,
            )
        except KeyError as error:
            raise VideoError(
                f'{source.name}: {self.path}: its entry has no {error}'
            ) from None
        except (ValueError, TypeError) as error:
            raise VideoError(f'{source.name}: {self.path}: {error}') from None


def _parts(path: str) -> List[str]:
    parts = path.replace('\\', '/').split('/')
    return [part for part in parts if part not in ('', '.')]


def _depth(path: str) -> int:
    return len(_parts(path))


def _ends_in(path: str, name: str) -> bool:
    parts = _parts(name)
    return bool(parts) and _parts(path)[-len(parts) :] == parts


def _clip(clip) -> Optional[Tuple[int, int]]:
    if clip is None:
        return None
    if (
        not isinstance(clip, list)
        or [type(i) for i in clip] != [int, int]
        or not 0 <= clip[0] < clip[1]
    ):
        raise ValueError(
            f'clip {clip!r}: expected [first, stop], two frame numbers with '
            '0 <= first < stop'
        )
    return clip[0], clip[1]


class DetectedPersons:
    """Looks for people in a video and links them to tubes.

    Args:
        detector (str | Detector): Name for ``build_detector``, or a detector.
        interval (int): Search every so many frames, and the last one; boxes
            between are interpolated.
        max_persons (int, optional): Keep those with the highest scores.
        min_boxes, min_motion, min_length, min_score, max_gap: See
            :class:`stn_action.detection.DetectionSettings`.
        **options: Options of the detector, if it is given by name.

    Raises:
        ImportError: A package of the detector or of tracking is missing.
        ValueError: The detector cannot be built so.
    """

    classes = None

    def __init__(
        self,
        detector: Union[str, Callable] = 'hog',
        interval: int = 4,
        max_persons: Optional[int] = None,
        min_boxes: int = 1,
        min_motion: float = 0.0,
        min_length: float = 0.0,
        min_score: float = 0.0,
        max_gap: float = 2.0,
        **options,
    ) -> None:
        if interval < 1:
            raise ValueError(f'interval must be 1 or more, got {interval}')
        self.settings = DetectionSettings(
            stride=interval,
            max_persons=max_persons,
            min_boxes=min_boxes,
            min_motion=min_motion,
            min_length=min_length,
            min_score=min_score,
            max_gap=max_gap,
        )
        if isinstance(detector, str):
            detector = build_detector(detector, **options)
        require_trackers()
        self.detector = detector

    def __call__(self, source: VideoSource) -> List[Person]:
        """The persons of a video.

        Raises:
            VideoError: It does not decode, or not to its end.
        """
        found = find_persons(source, self.detector, self.settings)
        if found.damage:
            raise VideoError(found.damage)
        return [Person(tube) for tube in found.tubes]


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
            len(self.boxes) if self.boxes.ndim == 2 else source.count_frames()
        )
        boxes = np.broadcast_to(self.boxes, (frames, 4))
        return [Person(PersonTube(np.arange(frames), boxes))]
