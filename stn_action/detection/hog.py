"""OpenCV's people detector: no download, real, and loose."""

from typing import Tuple

import cv2
import numpy as np


class HOGPeopleDetector:
    """Pedestrians by histograms of oriented gradients.

    Dalal and Triggs, CVPR 2005, with the weights that come with OpenCV. Its
    window of 64 x 128 pixels leaves 16 around a standing person, and its
    boxes keep that shape whatever the pose: they are loose and jump.

    Args:
        upscale (float): Frames are enlarged by this before the search, since
            a person must be about 96 pixels high to be found.
        max_side (int): Frames that are then wider or higher are shrunk to
            this many pixels: the search takes time with their area.
        hit_threshold (float): Lower finds more, also more that is no person.
            Detections below 0 have scores below .5: they extend a tube, but
            start none.
        win_stride (int): Step of the window in pixels, a multiple of 4.

    Raises:
        ImportError: If this build of OpenCV has no such detector.
    """

    def __init__(
        self,
        upscale: float = 1.0,
        max_side: int = 960,
        hit_threshold: float = -0.4,
        win_stride: int = 4,
    ) -> None:
        if not hasattr(cv2, 'HOGDescriptor'):
            raise ImportError(
                f'OpenCV {cv2.__version__} is here without HOGDescriptor, '
                'which opencv-contrib-python has; opencv-python may have been '
                'written over it. pip install --force-reinstall --no-deps '
                'opencv-contrib-python, of the version that is installed.'
            )
        self.upscale = upscale
        self.max_side = max_side
        self.hit_threshold = hit_threshold
        self.win_stride = win_stride
        self._hog = cv2.HOGDescriptor()
        self._hog.setSVMDetector(cv2.HOGDescriptor_getDefaultPeopleDetector())

    def __call__(
        self, frame: np.ndarray, filename: str = '', index: int = 0
    ) -> Tuple[np.ndarray, np.ndarray]:
        """Find people, see :class:`stn_action.detection.Detector`.

        The score is the logistic function of the distance from the decision
        plane: .5 on it, 1 far on the side of people.
        """
        factor = min(self.upscale, self.max_side / max(frame.shape[:2]))
        scaled = frame
        if factor != 1:
            scaled = cv2.resize(
                frame,
                None,
                fx=factor,
                fy=factor,
                interpolation=cv2.INTER_AREA
                if factor < 1
                else cv2.INTER_LINEAR,
            )
        rects, distances = self._hog.detectMultiScale(
            scaled,
            hitThreshold=self.hit_threshold,
            winStride=(self.win_stride, self.win_stride),
            padding=(16, 16),
            scale=1.1,
        )
        boxes = np.reshape(np.asarray(rects, np.float64), (-1, 4))
        boxes[:, 2:] += boxes[:, :2]
        distances = np.ravel(distances).astype(np.float64)
        return boxes / factor, 1 / (1 + np.exp(-distances))
