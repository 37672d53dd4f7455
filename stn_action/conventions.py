"""The one geometry convention of the project; everything else cites it.

Pixel boxes
    ``xyxy`` floats on pixel **edges**: the first pixel spans 0 to 1, an image
    of width ``w`` spans 0 to ``w``. A name carries the frame its boxes live
    in: ``boxes_frame`` (video frame), ``boxes_crop`` (person crop).

Normalised coordinates
    -1 is the left (top) edge of the first pixel, +1 the right (bottom) edge
    of the last, which is ``align_corners=False`` in PyTorch. Box edges
    therefore map exactly to numbers, and the whole image is ``[-1, 1]``.

theta
    maps **view** (output) coordinates to **crop** (input) coordinates, as
    eq. 1 of Jaderberg et al. 2015 (arXiv 1506.02025). The identity shows the
    whole crop, a scale below 1 zooms in.

Shape letters
    N samples, V views (clips x crops), T frames, C channels, H W, K parallel
    transformers, P parameters of a transformation.
"""

import numpy as np

#: Passed to every call of PyTorch that asks. Never a parameter.
ALIGN_CORNERS = False


def normalise_boxes(boxes, size):
    """Pixel boxes to normalised ones.

    Args:
        boxes (Tensor | ndarray): (..., 4) ``xyxy`` on pixel edges.
        size (tuple[int, int]): ``(height, width)`` of the image.

    Returns:
        Same kind as ``boxes``: (..., 4), the image being [-1, 1].
    """
    return boxes * 2 / _whwh(boxes, size) - 1


def denormalise_boxes(boxes, size):
    """Normalised boxes to pixel ones, the inverse of ``normalise_boxes``."""
    return (boxes + 1) / 2 * _whwh(boxes, size)


def _whwh(like, size):
    """``(w, h, w, h)`` of the kind, type and device of ``like``."""
    height, width = size
    whwh = [width, height, width, height]
    if hasattr(like, 'new_tensor'):
        return like.new_tensor(whwh)
    return np.array(whwh, like.dtype)
