"""Searches one video file and makes entries of an annotation file."""

from dataclasses import dataclass
from typing import List

from ..formats.annotations import tube_entry
from ..tubes.person_tube import PersonTube
from ..video.frame_indices import ProbeThumbnails, check_frame_indices
from ..video.sources import VideoFile
from .detector import Detector
from .person_search import find_persons
from .settings import DEFAULT_SETTINGS, DetectionSettings


@dataclass(frozen=True)
class SearchedVideo:
    """The result of searching one video.

    Args:
        entries (list[dict]): Entries of the annotation file, without
            ``label``.
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
    settings: DetectionSettings = DEFAULT_SETTINGS,
    filename: str = '',
) -> SearchedVideo:
    """Find and follow the people of one video.

    Args:
        path (str): The video.
        detector (Detector): Finds people in a frame.
        settings (DetectionSettings): How to search.
        filename (str): ``filename`` of the entries: the path relative to the
            folder of videos. Defaults to ``path``.

    Returns:
        SearchedVideo: Its tubes and warnings. A damaged video gives the tubes
        of the frames before the damage.

    Raises:
        VideoError: If nothing decodes.
    """
    filename = filename or str(path)
    source = VideoFile(str(path), filename)
    check = settings.decoder != 'none'
    seen = ProbeThumbnails(source.stated_frames() or 1) if check else None
    found = find_persons(
        source, detector, settings, filename, seen.see if check else None
    )
    warnings = [found.damage] if found.damage else []
    if check:
        warnings += check_frame_indices(path, [settings.decoder], seen=seen)
    entries = [
        _entry(filename, tube, (found.frames, *found.size))
        for tube in found.tubes
    ]
    return SearchedVideo(entries, found.frames, found.searched, warnings)


def _entry(filename: str, tube: PersonTube, size) -> dict:
    entry = tube_entry(filename, 0, tube, size)
    del entry['label']  # not known here
    return entry
