"""House numbers made of MNIST digits on frames of real videos.

They stand in for SVHN where it is not at hand: same format, same task, and
what is around a number is real. Numbers of 1 to 5 digits, each 18 to 36 px
high, in any brightness that stands out from the ground.
"""

import glob
import os
import os.path as osp
from typing import List, Tuple

import cv2
import numpy as np

from .digit_struct import Number, write_digit_struct

#: Share of numbers of 1 to 5 digits.
_LENGTHS = (0.1, 0.4, 0.3, 0.15, 0.05)

_VIDEOS = ('.avi', '.mp4', '.mkv', '.mov')


def read_grounds(folder: str, count: int, rng) -> List[np.ndarray]:
    """``count`` frames (H, W, 3) of the videos below ``folder``.

    Raises:
        FileNotFoundError: There is no readable video.
    """
    paths = sorted(
        path
        for path in glob.glob(osp.join(folder, '**'), recursive=True)
        if path.lower().endswith(_VIDEOS)
    )
    frames = []
    for path in rng.permutation(paths)[:count]:
        video = cv2.VideoCapture(str(path))
        total = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        for _ in range(int(rng.integers(0, max(1, total // 2)))):
            video.grab()
        good, frame = video.read()
        video.release()
        if good:
            frames.append(frame)
    if not frames:
        raise FileNotFoundError(
            f'no readable video ({", ".join(_VIDEOS)}) below {folder!r}'
        )
    return frames


def draw_number(
    rng, images: np.ndarray, labels: np.ndarray, ground: np.ndarray
) -> Tuple[np.ndarray, Number]:
    """One picture.

    Args:
        rng (np.random.Generator): Source of randomness.
        images (ndarray): MNIST digits (N, 28, 28) uint8.
        labels (ndarray): (N, ).
        ground (ndarray): (H, W, 3) uint8, at least 64 px high.

    Returns:
        tuple[ndarray, Number]: The picture, and the number without its name.
    """
    length = 1 + rng.choice(5, p=_LENGTHS)
    height = int(rng.integers(18, 37))
    chosen = rng.integers(0, len(images), length)
    glyphs = [_glyph(images[index], height) for index in chosen]
    widths = [glyph.shape[1] for glyph in glyphs]
    picture = _fitting(ground, sum(widths) + 2 * length, height, rng)
    left = int(rng.integers(0, picture.shape[1] - sum(widths) - length + 1))
    top = int(rng.integers(0, picture.shape[0] - height - 3))
    boxes = []
    ink = _ink(picture[top : top + height, left : left + sum(widths)], rng)
    for glyph in glyphs:
        y = top + int(rng.integers(0, 4))
        patch = picture[y : y + height, left : left + glyph.shape[1]]
        cover = glyph[..., None] / 255
        patch[:] = (1 - cover) * patch + cover * ink
        boxes.append([left, y, left + glyph.shape[1], y + height])
        left += glyph.shape[1] + int(rng.integers(0, 2))
    return picture, Number('', labels[chosen], np.array(boxes, float))


def write_house_numbers(
    folder: str, count: int, images, labels, grounds, rng
) -> None:
    """``count`` PNG files and ``digitStruct.mat`` in SVHN's format 1."""
    os.makedirs(folder, exist_ok=True)
    numbers = []
    for index in range(count):
        ground = grounds[rng.integers(len(grounds))]
        picture, number = draw_number(rng, images, labels, ground)
        number = number._replace(name=f'{index + 1}.png')
        cv2.imwrite(osp.join(folder, number.name), picture)
        numbers.append(number)
    write_digit_struct(osp.join(folder, 'digitStruct.mat'), numbers)


def _glyph(image: np.ndarray, height: int) -> np.ndarray:
    """The digit without its margin, of a height in pixels."""
    x, y, w, h = cv2.boundingRect(image)
    width = max(3, round(w * height / h))
    return cv2.resize(
        image[y : y + h, x : x + w],
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )


def _fitting(ground: np.ndarray, width: int, height: int, rng) -> np.ndarray:
    """A copy of a square of the ground, 3 to 5 times the number's size."""
    want = 2 * (int(rng.uniform(3, 5) * max(width, height)),)
    grow = max(1.0, want[0] / ground.shape[0], want[1] / ground.shape[1])
    if grow > 1:
        ground = cv2.resize(ground, None, fx=grow + 0.01, fy=grow + 0.01)
    y = int(rng.integers(0, ground.shape[0] - want[0] + 1))
    x = int(rng.integers(0, ground.shape[1] - want[1] + 1))
    return ground[y : y + want[0], x : x + want[1]].copy()


def _ink(patch: np.ndarray, rng) -> np.ndarray:
    """A colour at least 80 grey levels off the mean of what it covers."""
    mean = patch.mean()
    room = [(0, mean - 80), (mean + 80, 255)]
    room = [span for span in room if span[1] > span[0]]
    low, high = room[rng.integers(len(room))]
    return np.clip(rng.uniform(low, high) + rng.normal(0, 10, 3), 0, 255)
