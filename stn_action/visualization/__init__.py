"""Pictures.

``drawing`` draws on one image and ``contact_sheet`` lays images out as a
table. Every other picture is made of the two: ``refocus_sheet`` shows a clip
over time, ``clip_rows`` one frame of several clips, ``tube_drawing`` person
tubes without a model. What is exported here needs no OpenMMLab package.
"""

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
