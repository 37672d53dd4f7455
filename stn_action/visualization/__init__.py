"""Drawing with NumPy and OpenCV: no OpenMMLab package is needed."""

from .contact_sheet import contact_sheet
from .drawing import (
    COLOURS,
    LABELS,
    corners_to_frame,
    draw_box,
    draw_quadrilateral,
    draw_text,
    legend,
    resize_to_height,
    tile,
)

__all__ = [
    'COLOURS',
    'LABELS',
    'contact_sheet',
    'corners_to_frame',
    'draw_box',
    'draw_quadrilateral',
    'draw_text',
    'legend',
    'resize_to_height',
    'tile',
]
