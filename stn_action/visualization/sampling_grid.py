"""Draws the sampling grid of a view, as the figures of the paper do."""

import cv2
import numpy as np

_SUBPIXEL_BITS = 4


def draw_sampling_grid(
    image: np.ndarray,
    grid: np.ndarray,
    colour=(70, 200, 255),
    margin: float = 0.25,
) -> np.ndarray:
    """Rows and columns of a grid as lines on the image they sample.

    Args:
        image (ndarray): (H, W, 3) uint8 RGB.
        grid (ndarray): (h, w, 2) normalised (x, y), see
            ``stn_action.conventions``; any family's, so lines may bend.
        colour (tuple[int]): RGB.
        margin (float): Black border over the image's size, so that what lies
            outside of it shows.

    Returns:
        ndarray: The image with its border, (H', W', 3).
    """
    if grid.ndim != 3 or grid.shape[2] != 2:
        raise ValueError(f'a grid must be (h, w, 2), got shape {grid.shape}')
    height, width = image.shape[:2]
    pad = round(margin * max(height, width))
    image = cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_CONSTANT)
    pixels = (grid + 1) / 2 * (width, height) - 0.5 + pad
    fixed = np.round(pixels * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    columns = np.ascontiguousarray(fixed.transpose(1, 0, 2))
    lines = [*fixed, *columns]
    cv2.polylines(image, lines, False, colour, 1, cv2.LINE_AA, _SUBPIXEL_BITS)
    return image
