"""From one video to its person tubes."""

from dataclasses import dataclass
from typing import List, Optional

import numpy as np

from ..formats.annotations import tube_entry
from ..tubes.person_tube import PersonTube
from ..video.frame_indices import check_frame_indices, thumbnail
from ..video.reading import VideoError, read_frames, video_info
from .detector import Detector
from .motion import motion_map, motion_share
from .tracking import track_persons


@dataclass(frozen=True)
class DetectionSettings:
    """How videos are searched.

    Args:
        stride (int): Search every so many frames; boxes in between are
            interpolated.
        max_persons (int, optional): Keep so many tubes of a video, those of
            the highest sum of scores. Defaults to all.
        min_boxes (int): Drop tubes of fewer boxes, where so many frames of
            the video were searched.
        min_motion (float): Drop detections with less than this share, 0 to 1,
            of what moves around that time. For a fixed camera and one person;
            0, the default, keeps all.
        max_gap (float): Seconds after which a person not seen is given up.
        decoder (str): Decoder of the training, whose frame numbers must agree:
            ``'decord'``, ``'opencv'``, ``'pyav'``, or ``'none'`` to skip the
            check.
    """

    stride: int = 4
    max_persons: Optional[int] = None
    min_boxes: int = 1
    min_motion: float = 0.0
    max_gap: float = 2.0
    decoder: str = 'decord'

    def __post_init__(self):
        for name, low in (
            ('stride', 1),
            ('max_persons', 1),
            ('min_boxes', 1),
            ('min_motion', 0),
            ('max_gap', 0),
        ):
            value = getattr(self, name)
            if value is not None and value < low:
                raise ValueError(
                    f'{name} must be at least {low}, got {value}.'
                )
        if self.decoder not in ('decord', 'opencv', 'pyav', 'none'):
            raise ValueError(
                "decoder must be 'decord', 'opencv', 'pyav' or "
                f"'none', got {self.decoder!r}."
            )


@dataclass(frozen=True)
class VideoResult:
    """What came out of one video.

    Args:
        entries (list[dict]): Of the annotation file, without ``label``.
        frames (int): Frames that decode.
        searched (int): Frames that were searched.
        warnings (list[str]): What the user should know.
    """

    entries: List[dict]
    frames: int
    searched: int
    warnings: List[str]


def detect_video(
    path: str,
    detector: Detector,
    settings: DetectionSettings = DetectionSettings(),
    filename: str = '',
) -> VideoResult:
    """Find and follow the people of one video.

    Args:
        path (str): The video.
        detector (Detector): Finds people in a frame.
        settings (DetectionSettings): How to search.
        filename (str): Of the entries: the path relative to the folder of
            videos. Defaults to ``path``.

    Returns:
        VideoResult: Its tubes and warnings. A damaged video gives the tubes
        of the frames before the damage.

    Raises:
        VideoError: If nothing decodes.
    """
    filename = filename or str(path)
    inds, boxes, scores, thumbnails, warnings = [], [], [], [], []
    try:
        for index, frame in enumerate(read_frames(path)):
            size = frame.shape[1::-1]
            thumbnails.append(thumbnail(frame))
            if index % settings.stride == 0:
                found = detector(frame, filename, index)
                inds.append(index)
                boxes.append(found[0])
                scores.append(found[1])
    except VideoError as error:
        if not thumbnails:
            raise
        warnings.append(str(error))
    if settings.decoder != 'none':
        warnings += check_frame_indices(
            path, [settings.decoder], thumbnails=np.stack(thumbnails)
        )
    fps, thumbnails = video_info(path).fps, np.stack(thumbnails)
    kept = [_inside(b, size) for b in boxes]
    if settings.min_motion:
        kept = [
            k
            & (
                motion_share(motion_map(thumbnails, i, fps), b, size)
                >= settings.min_motion
            )
            for k, i, b in zip(kept, inds, boxes)
        ]
    tubes = track_persons(
        inds,
        [b[k] for b, k in zip(boxes, kept)],
        [s[k] for s, k in zip(scores, kept)],
        fps,
        settings.max_gap,
        min(settings.min_boxes, len(inds)),
    )
    entries = [
        _entry(filename, tube, (len(thumbnails), *size))
        for tube in tubes[: settings.max_persons]
    ]
    return VideoResult(entries, len(thumbnails), len(inds), warnings)


def _inside(boxes: np.ndarray, size) -> np.ndarray:
    """(n,) bool: boxes whose middle lies in the frame.

    Detectors that look beyond the border report people who are not there.
    """
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    return ((middle > 0) & (middle < size)).all(1)


def _entry(filename: str, tube: PersonTube, size) -> dict:
    entry = tube_entry(filename, 0, tube, size)
    del entry['label']  # not known here
    return entry
