"""One picture of a clip over time: frames, crops, views and theta."""

import numpy as np

from .contact_sheet import contact_sheet
from .drawing import (
    COLOURS,
    LABELS,
    draw_box,
    draw_quadrilateral,
    resize_to_height,
    tile,
)
from .refocused_clip import RefocusedClip
from .theta_plot import theta_plot


def refocus_sheet(
    clip: RefocusedClip, columns: int = 5, cell_height: int = 168
) -> np.ndarray:
    """Rows of frames, of crops and of views; below them a plot of theta.

    The detector's box, the border of the view (curved for thin-plate splines)
    and, where it is known, the true box are drawn on frames and crops.

    Args:
        clip (RefocusedClip): With pictures; without ``frames`` their row is
            left out.
        columns (int): At most so many frames, evenly spread.
        cell_height (int): Pixels.

    Returns:
        ndarray: (H, W, 3) uint8 RGB.
    """
    chosen = spread(len(clip.frame_inds), columns)
    rows, captions = [], []
    if clip.frames is not None:
        rows.append(
            [
                annotate(clip.frames[int(clip.frame_inds[i])], clip, i)
                for i in chosen
            ]
        )
        captions.append('frame')
    rows.append([annotate_crop(clip, i) for i in chosen])
    captions.append('crop')
    if clip.views is not None:
        rows.append([tile(clip.views[i], clip.views.shape[1]) for i in chosen])
        captions.append('what the backbone saw')
    names = ['box', 'view', 'true']
    if clip.views is None:
        names.remove('view')
    if clip.clean_boxes_frame is None:
        names.remove('true')
    sheet = contact_sheet(
        rows,
        [f'frame {clip.frame_inds[i]}' for i in chosen],
        captions,
        cell_height=cell_height,
        key={LABELS[name]: COLOURS[name] for name in names},
    )
    if clip.numbers is None:
        return sheet
    width = max(sheet.shape[1], 480)
    plot = theta_plot(clip.numbers, clip.frame_inds, (width, 170))
    return np.concatenate([_widened(sheet, width), plot])


def annotate(
    frame: np.ndarray, clip: RefocusedClip, i: int, thickness: int = 0
) -> np.ndarray:
    """Boxes and view of the clip's ``i``-th frame on the video's frame.

    Args:
        frame (ndarray): (H, W, 3) uint8 RGB.
        clip (RefocusedClip): Whose coordinates are pixels of this frame.
        i (int): Position in the clip.
        thickness (int): Of the lines, pixels; 0 is by the frame's size.
    """
    thickness = thickness or max(1, round(min(frame.shape[:2]) / 240))
    if clip.clean_boxes_frame is not None:
        frame = draw_box(
            frame, clip.clean_boxes_frame[i], COLOURS['true'], thickness
        )
    frame = draw_box(frame, clip.boxes_frame[i], COLOURS['box'], thickness)
    if clip.outlines is not None:
        for outline in clip.outlines_frame()[i]:
            frame = draw_quadrilateral(
                frame, outline, COLOURS['view'], thickness
            )
    return frame


def annotate_crop(clip: RefocusedClip, i: int) -> np.ndarray:
    """Boxes and view on the crop, enlarged to at least 160 pixels."""
    crop = resize_to_height(clip.crops[i], max(160, clip.crops.shape[1]))
    region = clip.crop_boxes[i]
    scale = np.array(crop.shape[1::-1]) / (region[2:] - region[:2])
    moved = RefocusedClip(
        clip.frame_inds[i : i + 1],
        _moved(clip.boxes_frame[i], region, scale)[None],
        np.array([[0, 0, *crop.shape[1::-1]]], np.float64),
        None if clip.outlines is None else clip.outlines[i : i + 1],
        clean_boxes_frame=None
        if clip.clean_boxes_frame is None
        else _moved(clip.clean_boxes_frame[i], region, scale)[None],
    )
    return annotate(crop, moved, 0)


def _moved(box: np.ndarray, region: np.ndarray, scale: np.ndarray):
    return (box - np.tile(region[:2], 2)) * np.tile(scale, 2)


def _widened(image: np.ndarray, width: int) -> np.ndarray:
    pad = width - image.shape[1]
    return np.pad(image, ((0, 0), (0, pad), (0, 0)), constant_values=20)


def spread(total: int, count: int) -> np.ndarray:
    """At most ``count`` indices, evenly spread over ``total``."""
    return np.unique(np.linspace(0, total - 1, count).round().astype(int))
