"""Places the labels of people on a frame so that none overlaps."""

from typing import List, Sequence, Tuple

import numpy as np

from .drawing import draw_text, text_size


def letter_height(frame: np.ndarray) -> int:
    """Height of a capital letter in pixels."""
    return max(8, round(frame.shape[0] / 45))


#: Smaller letters are no letters.
_LEAST = 6


def draw_labels(frame: np.ndarray, texts: Sequence[tuple]) -> np.ndarray:
    """Write texts above their boxes, inside the frame, on no other text.

    Args:
        frame (ndarray): (H, W, 3) uint8 RGB.
        texts (Sequence): Pairs of a text and its box (4,), ``xyxy`` pixels.
            A text that is wider than the frame is written smaller, then
            without the letters before its last word, the score.
    """
    taken: List[Tuple[int, int, int, int]] = []
    for text, box in texts:
        text, height = _fitted(text, letter_height(frame), frame.shape[1] - 6)
        place = _free_place(text, height, box, frame.shape, taken)
        taken.append(place)
        frame = draw_text(frame, text, place[:2], height=height)
    return frame


def _fitted(text: str, height: int, width: int) -> Tuple[str, int]:
    """A text and its height in pixels that stay within ``width`` pixels."""
    while height > _LEAST and text_size(text, height)[0] > width:
        height -= 1
    start, _, end = text.rpartition(' ')
    while start and text_size(text, height)[0] > width:
        start = start[:-1]
        text = f'{start}.. {end}'
    return text, height


def _free_place(text, height, box, shape, taken) -> tuple:
    """``x, y, width, height`` of a text, moved down until it is free."""
    width, line = text_size(text, height)[0], height + 8
    x = int(np.clip(round(box[0]), 2, max(2, shape[1] - width - 3)))
    y = int(np.clip(box[1] - line, 2, max(2, shape[0] - line)))
    for _ in range(shape[0] // line):
        hit = [
            t
            for t in taken
            if x < t[0] + t[2] + 4
            and t[0] < x + width + 4
            and abs(y - t[1]) < line
        ]
        if not hit:
            break
        y += line
        if y > shape[0] - line:  # on from the top
            y = 2
    return x, y, width, line
