"""Boxes that another program found."""

import os
import warnings
from typing import Tuple

import numpy as np

from ..formats.mot import boxes_of, read_mot_rows, usable_rows
from ..formats.output_files import video_stem
from ..tubes.mending import LeftOut


class BoxFileDetector:
    """Detections from MOTChallenge text files, one for each video.

    Args:
        path (str): Folder in which ``walk/a.txt`` holds the boxes of the
            video ``walk/a.mp4``, or one such file for a single video. Its
            ids are ignored; rows that it says are not to be used are left
            out, with a warning.
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
            ValueError: If there is no file for this video, no row of it can
                be used, or a confidence is above 1.
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
            # the second is what a writer names it beside an a.mov
            names = video_stem(filename) + '.txt', filename + '.txt'
            paths = [os.path.join(path, name) for name in names]
            path = next((p for p in paths if os.path.isfile(p)), None)
            if path is None:
                raise ValueError(f'{paths[0]}: no such file of boxes.')
        left_out = LeftOut()
        rows = usable_rows(read_mot_rows(path), left_out)
        for line in left_out.lines():
            if not len(rows):
                raise ValueError(f'{path}: {line}.')
            warnings.warn(f'{path}: {line}', stacklevel=2)
        return rows
