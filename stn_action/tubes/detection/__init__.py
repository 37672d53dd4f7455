"""Finding people in frames, and following them through videos."""
from .detector import DETECTORS, Detector, build_detector
from .many_videos import detect_many
from .one_video import DetectionSettings, detect_video

__all__ = [
    'DETECTORS', 'DetectionSettings', 'Detector', 'build_detector',
    'detect_many', 'detect_video'
]
