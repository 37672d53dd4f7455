"""A drawn person that OpenCV's people detector finds."""

import cv2
import numpy as np


def draw_person(x, y, scale=1.0, size=(320, 240)):
    """A standing silhouette of about 30 x 98 pixels around (x, y).

    Args:
        x (float), y (float): Its middle in pixels.
        scale (float): 1 is a height of 98 pixels.
        size (tuple[int, int]): Width and height of the frame.

    Returns:
        tuple[ndarray, ndarray]: The frame (H, W, 3) and the box (4,).
    """
    noise = np.random.default_rng(0).normal(0, 12, (*size[::-1], 3))
    frame = 170 + 3 * cv2.GaussianBlur(noise, (0, 0), 4)
    frame = frame.clip(0, 255).astype(np.uint8)
    colour = (40, 45, 50)

    def at(dx, dy):
        return int(x + dx * scale), int(y + dy * scale)

    def length(value):
        return max(1, int(value * scale))

    cv2.circle(frame, at(0, -41), length(7), colour, -1)
    cv2.ellipse(
        frame, at(0, -16), (length(11), length(19)), 0, 0, 360, colour, -1
    )
    for side in (-1, 1):
        cv2.line(frame, at(4 * side, 0), at(8 * side, 46), colour, length(8))
        cv2.line(
            frame, at(10 * side, -28), at(15 * side, 4), colour, length(5)
        )
    box = np.array(
        [x - 17 * scale, y - 48 * scale, x + 17 * scale, y + 50 * scale]
    )
    return frame, box
