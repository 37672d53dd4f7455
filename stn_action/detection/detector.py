"""The interface of person detectors, and how to build one by name."""

import importlib
import inspect
from typing import Protocol, Tuple

import numpy as np

#: Name to module and class. The module is imported when it is asked for.
DETECTORS = dict(
    hog=('hog', 'HOGPeopleDetector'),
    torchvision=('torchvision', 'TorchvisionDetector'),
    mmdet=('mmdet', 'MMDetDetector'),
    onnx=('yolox', 'YOLOXDetector'),
    file=('box_file', 'BoxFileDetector'),
)


class Detector(Protocol):
    """Anything that finds people in a frame."""

    def __call__(
        self, frame: np.ndarray, filename: str = '', index: int = 0
    ) -> Tuple[np.ndarray, np.ndarray]:
        """Find people.

        Args:
            frame (ndarray): (H, W, 3) uint8 RGB.
            filename (str): The video, relative to the folder of videos; for
                detectors that look boxes up.
            index (int): Number of the frame, from 0.

        Returns:
            tuple[ndarray, ndarray]: Boxes (n, 4) float64 ``xyxy`` in pixels
            of ``frame``, which they may leave, and scores (n,) in [0, 1].
        """


def build_detector(name: str, **options) -> Detector:
    """Build a detector by name.

    Args:
        name (str): A key of ``DETECTORS``.
        **options: Arguments of its class.

    Raises:
        ValueError: If there is no such detector, or an option is unknown or
            missing.
        ImportError: If the package that it needs is missing.
    """
    if name not in DETECTORS:
        raise ValueError(
            f'unknown detector {name!r}: expected one of '
            f'{", ".join(DETECTORS)}.'
        )
    module, kind = DETECTORS[name]
    cls = getattr(importlib.import_module(f'{__package__}.{module}'), kind)
    known = inspect.signature(cls).parameters
    unknown = sorted(set(options) - set(known))
    if unknown:
        raise ValueError(
            f'the detector {name!r} has no option {unknown[0]!r}:'
            f' expected some of {", ".join(known)}.'
        )
    missing = [
        key
        for key, option in known.items()
        if option.default is option.empty and key not in options
    ]
    if missing:
        raise ValueError(
            f'the detector {name!r} needs the option {missing[0]!r}.'
        )
    return cls(**options)
