"""Annotated videos and pictures of an inferencer's results."""

import os
from typing import Optional, Sequence

import cv2
import numpy as np

from ..tubes import crop_regions
from ..video.sources import VideoSource
from ..visualization.drawing import (
    COLOURS,
    corners_to_frame,
    draw_box,
    draw_quadrilateral,
    draw_text,
)
from ..visualization.refocus_sheet import refocus_sheet
from .results import VideoResult, WindowResult, score_text

_GIF_HEIGHT = 240


def write_video(
    source: VideoSource,
    result: VideoResult,
    classes: Optional[Sequence[str]],
    crop,
    folder: str,
    out_type: str = 'video',
) -> str:
    """Draw boxes, views and actions of all persons on all frames.

    Args:
        source (VideoSource): The video.
        result (VideoResult): What was found in it.
        classes (Sequence[str], optional): Names.
        crop (TubeCrop): The transform that made the crops.
        folder (str): To write to.
        out_type (str): ``'video'`` (MP4) or ``'gif'``.

    Returns:
        str: The file.
    """
    suffixes = dict(video='.mp4', gif='.gif')
    if out_type not in suffixes:
        raise ValueError(
            f'out_type must be one of {tuple(suffixes)}, got {out_type!r}'
        )
    path = _output_path(source, folder, suffixes[out_type])
    frames = (
        draw_frame(frame, index, result, classes, crop)
        for index, frame in enumerate(source)
    )
    if out_type == 'gif':
        _write_gif(path, frames, result.fps)
    else:
        _write_mp4(path, frames, result.fps)
    return path


def draw_frame(
    frame: np.ndarray,
    index: int,
    result: VideoResult,
    classes: Optional[Sequence[str]],
    crop,
) -> np.ndarray:
    """Draw what is known of frame ``index`` on a copy of it."""
    height = frame.shape[0]
    thickness = max(1, round(height / 240))
    letters = max(8, round(height / 45))
    for k, person in enumerate(result.persons):
        window = _window_at(result.windows, k, index)
        if window is None:
            continue
        box = person.tube.boxes_at([index])[0]
        frame = draw_box(frame, box, COLOURS['box'], thickness)
        if window.clip.outlines is not None:
            for outline in _outlines_at(window, index, person.tube, crop):
                frame = draw_quadrilateral(
                    frame, outline, COLOURS['view'], thickness
                )
        text = f'#{k} {score_text(window, classes)}'
        y = np.clip(box[1] - letters - 8, 2, height - letters - 6)
        frame = draw_text(
            frame, text, (max(2, round(box[0])), int(y)), height=letters
        )
    return frame


def _window_at(
    windows: Sequence[WindowResult], person: int, index: int
) -> Optional[WindowResult]:
    """Of the windows around a frame, that whose middle is the nearest."""
    around = [
        w
        for w in windows
        if w.person_id == person and w.start <= index < w.end
    ]
    return min(
        around,
        key=lambda w: abs(w.start + w.end - 1 - 2 * index),
        default=None,
    )


def _outlines_at(window: WindowResult, index: int, tube, crop) -> np.ndarray:
    """(K, P, 2) pixels at any frame, between those that were sampled."""
    clip = window.clip
    order = np.argsort(clip.frame_inds, kind='stable')
    inds = clip.frame_inds[order]

    def between(values):
        flat = values[order].reshape(len(order), -1)
        columns = [np.interp(index, inds, column) for column in flat.T]
        return np.reshape(columns, values.shape[1:])

    if crop.temporal == 'clip':
        region = between(clip.crop_boxes)
    else:  # the crop follows the box
        region = crop_regions(tube.boxes_at([index]), crop.context, crop.size)[
            0
        ]
    outlines = between(clip.outlines)
    regions = np.repeat(region[None], len(outlines), 0)
    return corners_to_frame(outlines, regions)


def _write_mp4(path: str, frames, fps: float) -> None:
    """MPEG-4 part 2, which every OpenCV wheel writes."""
    writer, part = None, path[: -len('.mp4')] + '.part.mp4'
    for frame in frames:
        if writer is None:
            height, width = frame.shape[:2]
            writer = cv2.VideoWriter(
                part, cv2.VideoWriter_fourcc(*'mp4v'), fps, (width, height)
            )
            if not writer.isOpened():
                raise OSError(
                    f'{path}: OpenCV cannot write this file; check '
                    'that the folder is writable'
                )
        writer.write(np.ascontiguousarray(frame[..., ::-1]))
    writer.release()
    os.replace(part, path)


def _write_gif(path: str, frames, fps: float) -> None:
    from PIL import Image

    images = []
    for frame in frames:
        image = Image.fromarray(frame)
        image.thumbnail((10 * _GIF_HEIGHT, _GIF_HEIGHT))
        images.append(image.quantize(128))
    # browsers slow frames of under 20 ms down
    images[0].save(
        path,
        save_all=True,
        append_images=images[1:],
        duration=max(20, round(1000 / fps)),
        loop=0,
    )


def write_picture(
    window: WindowResult,
    source: VideoSource,
    classes: Optional[Sequence[str]],
    folder: str,
) -> str:
    """Draw what the STN looked at in one window; the file."""
    sheet = refocus_sheet(window.clip)
    sheet = np.concatenate([_title(window, classes, sheet.shape[1]), sheet])
    suffix = f'_person{window.person_id}_frame{window.start:06d}.png'
    path = _output_path(source, folder, suffix)
    cv2.imwrite(path, sheet[..., ::-1])
    return path


def _title(window: WindowResult, classes, width: int) -> np.ndarray:
    text = (
        f'person {window.person_id}, frames {window.start} to '
        f'{window.end - 1}: {score_text(window, classes, top=3)}'
    )
    strip = np.full((26, width, 3), 20, np.uint8)
    return draw_text(strip, text, (6, 7), height=11)


def _output_path(source: VideoSource, folder: str, suffix: str) -> str:
    """A name that no other video of the run takes: its folders are in it."""
    os.makedirs(folder, exist_ok=True)
    parts = os.path.normpath(source.name).replace('\\', '/').split('/')
    stem = os.path.splitext('_'.join(parts[-2:]))[0]
    return os.path.join(folder, stem + suffix)
