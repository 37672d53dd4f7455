"""Finding people in frames, and following them through videos."""

from .detector import DETECTORS, Detector, build_detector
from .many_videos import detect_many, labelled_entries
from .one_video import SearchedVideo, detect_video
from .person_search import FoundPersons, find_persons
from .progress import search_with_progress, summarise
from .settings import DetectionSettings
from .video_list import find_videos, folder_labels, listed_labels

__all__ = [
    'DETECTORS',
    'DetectionSettings',
    'Detector',
    'FoundPersons',
    'SearchedVideo',
    'build_detector',
    'detect_many',
    'detect_video',
    'find_persons',
    'find_videos',
    'folder_labels',
    'labelled_entries',
    'listed_labels',
    'search_with_progress',
    'summarise',
]
