"""Writes a picture to a file, whole or not at all."""

import os

import cv2
import numpy as np

from ..formats.output_files import whole_file


def save_picture(path: str, image: np.ndarray) -> str:
    """Write a picture; its folder is made.

    Args:
        path (str): The file; its ending (``.png``, ``.jpg``, ...) is the
            format.
        image (ndarray): (H, W, 3) uint8 RGB.

    Returns:
        str: The path.

    Raises:
        ValueError: OpenCV writes no pictures of this ending, or not there.
    """
    problem = ''
    with whole_file(path) as part:
        try:
            if cv2.imwrite(part, image[..., ::-1]):
                return path
        except cv2.error:
            ending = os.path.splitext(path)[1]
            problem = f'; {ending!r} is no ending of a picture, such as .png'
        raise ValueError(f'{path}: the picture cannot be written{problem}.')
