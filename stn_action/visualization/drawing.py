"""Boxes, views and captions on frames.

Images are (H, W, 3) uint8 RGB, as MMAction2's pipelines hold them. Every
function returns a new image and leaves its input as it is. Coordinates follow
:mod:`stn_action.conventions`: pixels, on pixel edges.
"""

from typing import Dict, Sequence, Tuple

import cv2
import numpy as np

Colour = Tuple[int, int, int]

#: Told apart by people with any colour vision (after Okabe and Ito, 2008).
COLOURS: Dict[str, Colour] = dict(
    box=(255, 140, 0), view=(70, 200, 255), true=(255, 255, 255)
)
LABELS: Dict[str, str] = dict(
    box='detector box', view='re-focused view', true='true box'
)
_DARK = (20, 20, 20)
_SUBPIXEL_BITS = 4
_FONT = cv2.FONT_HERSHEY_SIMPLEX
# Of OpenCV's font at scale 1, in pixels.
_FONT_HEIGHT = 22


def draw_quadrilateral(
    image: np.ndarray, corners, colour: Colour, thickness: int = 2
) -> np.ndarray:
    """Outline through corners, with a dark rim to stand out anywhere.

    Args:
        image (ndarray): (H, W, 3) uint8 RGB.
        corners (array-like): (P, 2) pixels, in order; may lie outside.
        colour (tuple[int]): RGB.
        thickness (int): Width of the coloured line in pixels.
    """
    image, corners = _checked(image), np.asarray(corners, np.float64)
    if corners.ndim != 2 or corners.shape[1] != 2:
        raise ValueError(
            f'corners must be (P, 2) pixels, got shape {corners.shape}'
        )
    if not np.isfinite(corners).all():
        raise ValueError(f'corners must be finite, got {corners.tolist()}')
    # OpenCV's integer coordinates are pixel centres.
    fixed = np.round((corners - 0.5) * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    for width, shade in ((thickness + 2, _DARK), (thickness, colour)):
        cv2.polylines(
            image, [fixed], True, shade, width, cv2.LINE_AA, _SUBPIXEL_BITS
        )
    return image


def draw_box(
    image: np.ndarray, box, colour: Colour, thickness: int = 2
) -> np.ndarray:
    """Outline of an ``xyxy`` box (4,) in pixels, see above."""
    box = np.asarray(box, np.float64)
    if box.shape != (4,):
        raise ValueError(f'a box must be xyxy, got shape {box.shape}')
    x1, y1, x2, y2 = box
    return draw_quadrilateral(
        image, [[x1, y1], [x2, y1], [x2, y2], [x1, y2]], colour, thickness
    )


def draw_text(
    image: np.ndarray,
    text: str,
    origin: Tuple[int, int] = (3, 3),
    colour: Colour = (255, 255, 255),
    height: int = 10,
) -> np.ndarray:
    """Text on a dark ground.

    Args:
        origin (tuple[int, int]): (x, y) of its top left corner, pixels.
        height (int): Of a capital letter, pixels.
    """
    image = _checked(image)
    scale = height / _FONT_HEIGHT
    width, _ = text_size(text, height)
    x, y = origin
    cv2.rectangle(
        image, (x - 2, y - 2), (x + width + 1, y + height + 4), _DARK, -1
    )
    cv2.putText(
        image, text, (x, y + height), _FONT, scale, colour, 1, cv2.LINE_AA
    )
    return image


def text_size(text: str, height: int = 10) -> Tuple[int, int]:
    """Width and height in pixels of the text that ``draw_text`` writes."""
    (width, _), _ = cv2.getTextSize(text, _FONT, height / _FONT_HEIGHT, 1)
    return width, height


def legend(
    entries: Dict[str, Colour], width: int, height: int = 11
) -> np.ndarray:
    """A strip that says what the colours mean.

    Args:
        entries (dict[str, tuple]): Text to RGB.
        width (int): Width of the strip in pixels.
        height (int): Height of a capital letter in pixels.

    Returns:
        ndarray: (2 * height + 4, width, 3) uint8.
    """
    strip = np.full((2 * height + 4, width, 3), _DARK, np.uint8)
    x, middle = height, height + 2
    for text, colour in entries.items():
        cv2.line(strip, (x, middle), (x + 2 * height, middle), colour, 3)
        strip = draw_text(
            strip, text, (x + 3 * height, middle - height // 2), height=height
        )
        x += 5 * height + text_size(text, height)[0]
    return strip


def corners_to_frame(corners, crop_boxes) -> np.ndarray:
    """Corners in normalised crop coordinates to pixels of the video frame.

    Args:
        corners (array-like): (F, P, 2), the crop being [-1, 1].
        crop_boxes (array-like): (F, 4) ``xyxy`` of the crops in the frame.

    Returns:
        ndarray: (F, P, 2) float64.
    """
    corners = np.asarray(corners, np.float64)
    crops = np.asarray(crop_boxes, np.float64)[:, None]
    return crops[..., :2] + (corners + 1) / 2 * (
        crops[..., 2:] - crops[..., :2]
    )


def _checked(image: np.ndarray) -> np.ndarray:
    """A contiguous copy of a proper image."""
    image = np.asarray(image)
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        raise ValueError(
            'an image must be (H, W, 3) uint8 RGB, got shape '
            f'{image.shape} and type {image.dtype}'
        )
    return np.array(image, order='C')


def resize_to_height(image: np.ndarray, height: int) -> np.ndarray:
    """Scaled to ``height`` pixels; enlarged pixels stay visible as such."""
    image = _checked(image)
    if image.shape[0] == height:
        return image
    width = max(1, round(image.shape[1] * height / image.shape[0]))
    enlarge = height > image.shape[0]
    return cv2.resize(
        image,
        (width, height),
        interpolation=cv2.INTER_CUBIC if enlarge else cv2.INTER_AREA,
    )


def tile(
    images: Sequence[np.ndarray], columns: int, gap: int = 4
) -> np.ndarray:
    """Images of one size in a grid, row by row, on a dark ground."""
    images = [_checked(image) for image in images]
    shapes = {image.shape for image in images}
    if len(shapes) != 1:
        raise ValueError(
            f'images of a grid must have one size, got {sorted(shapes)}'
        )
    height, width, _ = shapes.pop()
    rows = -(-len(images) // columns)
    sheet = np.full(
        (rows * (height + gap) - gap, columns * (width + gap) - gap, 3),
        _DARK,
        np.uint8,
    )
    for k, image in enumerate(images):
        y, x = (k // columns) * (height + gap), (k % columns) * (width + gap)
        sheet[y : y + height, x : x + width] = image
    return sheet
