"""Boxes that another program found."""

import os
from typing import Tuple

import numpy as np

from ..formats.mot import boxes_of, read_mot_rows


class BoxFileDetector:
    """Detections from MOTChallenge text files, one for each video.

    Args:
        path (str): Folder in which ``walk/a.txt`` holds the boxes of the
            video ``walk/a.mp4``, or one such file for a single video. Its
            ids are ignored.
        score_thr (float): Detections of lower confidence are dropped.

    Raises:
        ValueError: If there is no such file or folder.
    """

    def __init__(self, path: str, score_thr: float = 0.1) -> None:
        if not os.path.exists(path):
            raise ValueError(f'{path}: no such file or folder of boxes.')
        self.path = path
        self.score_thr = score_thr
        self._filename = None
        self._rows = None

    def __call__(
        self, frame: np.ndarray, filename: str = '', index: int = 0
    ) -> Tuple[np.ndarray, np.ndarray]:
        """Look up, see :class:`stn_action.detection.Detector`.

        Raises:
            ValueError: If there is no file for this video, or a confidence
                is above 1.
        """
        if filename != self._filename:
            self._rows = self._read(filename)
            self._filename = filename
        rows = self._rows[self._rows[:, 0] == index + 1]
        rows = rows[rows[:, 6] >= self.score_thr]
        return boxes_of(rows), rows[:, 6]

    def _read(self, filename: str) -> np.ndarray:
        path = self.path
        if os.path.isdir(path):
            path = os.path.join(path, os.path.splitext(filename)[0] + '.txt')
            if not os.path.isfile(path):
                raise ValueError(f'{path}: no such file of boxes.')
        return read_mot_rows(path)
