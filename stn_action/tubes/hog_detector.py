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
        hit_threshold (float): Lower finds more, also more that is no person.
        win_stride (int): Step of the window in pixels, a multiple of 4.

    Raises:
        ImportError: If this build of OpenCV has no such detector.
    """

    def __init__(self,
                 upscale: float = 1.,
                 hit_threshold: float = 0.,
                 win_stride: int = 4) -> None:
        if not hasattr(cv2, 'HOGDescriptor'):
            raise ImportError(
                f'OpenCV {cv2.__version__} comes without HOGDescriptor: '
                'pip install opencv-contrib-python of the same version.')
        self.upscale = upscale
        self.hit_threshold = hit_threshold
        self.win_stride = win_stride
        self._hog = cv2.HOGDescriptor()
        self._hog.setSVMDetector(cv2.HOGDescriptor_getDefaultPeopleDetector())

    def __call__(self, frame: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """Find people.

        Args:
            frame (ndarray): (H, W, 3) uint8, any order of channels.

        Returns:
            tuple[ndarray, ndarray]: Boxes (n, 4) float64 ``xyxy`` in pixels
            of ``frame``, which they may leave, and scores (n,) > 0.
        """
        large = cv2.resize(frame, None, fx=self.upscale, fy=self.upscale)
        rects, scores = self._hog.detectMultiScale(
            large,
            hitThreshold=self.hit_threshold,
            winStride=(self.win_stride, self.win_stride),
            padding=(16, 16),
            scale=1.1)
        rects = np.reshape(np.asarray(rects, np.float64), (-1, 4))
        rects[:, 2:] += rects[:, :2]
        return rects / self.upscale, np.ravel(scores).astype(np.float64)
