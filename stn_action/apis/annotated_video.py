"""Annotated videos and pictures of an inferencer's results."""

from bisect import bisect_right
from typing import Dict, List, Optional, Sequence

import cv2
import numpy as np

from ..formats.output_files import whole_file
from ..tubes import crop_regions
from ..video.sources import VideoSource
from ..video.writing import write_mp4
from ..visualization.drawing import (
    COLOURS,
    LABELS,
    corners_to_frame,
    draw_box,
    draw_quadrilateral,
    draw_text,
    legend,
)
from ..visualization.label_placement import draw_labels, letter_height
from ..visualization.picture_file import save_picture
from ..visualization.refocus_sheet import refocus_sheet
from .results import VideoResult, WindowResult, score_text

_GIF_HEIGHT = 240
#: A GIF is held in memory until it is written.
_GIF_FRAMES = 1500
#: Smaller videos are enlarged to this many pixels, so that text can be read.
_MIN_HEIGHT = 360
#: Seconds for which the video says that a person is not followed any more.
_NOTE_SECONDS = 1.0

SUFFIXES = dict(video='.mp4', gif='.gif')


class Annotator:
    """Draws boxes, views and actions of all persons on the frames of a video.

    Args:
        result (VideoResult): The persons and windows found in the video.
        classes (Sequence[str], optional): Names of the classes.
        crop (TubeCrop): The transform that made the crops.
        enlarge (int): Factor on the size of the frames.
    """

    def __init__(
        self,
        result: VideoResult,
        classes: Optional[Sequence[str]],
        crop,
        enlarge: int = 1,
    ) -> None:
        self.result, self.classes, self.crop = result, classes, crop
        self.enlarge = enlarge
        self._windows = _by_person(result)
        has_views = any(w.clip.outlines is not None for w in result.windows)
        names = ['box', 'view'] if has_views else ['box']
        self._key = {LABELS[name]: COLOURS[name] for name in names}

    def __call__(self, frame: np.ndarray, index: int) -> np.ndarray:
        """The enlarged frame with boxes, views, actions and a legend."""
        if self.enlarge > 1:
            frame = cv2.resize(
                frame,
                None,
                fx=self.enlarge,
                fy=self.enlarge,
                interpolation=cv2.INTER_CUBIC,
            )
        frame = self.draw(frame, index)
        strip = legend(self._key, frame.shape[1], letter_height(frame))
        return np.concatenate([frame, strip])

    def draw(self, frame: np.ndarray, index: int) -> np.ndarray:
        """Draw on a copy of a frame that is enlarged already."""
        thickness = max(1, round(frame.shape[0] / 240))
        texts = []
        for k, person in enumerate(self.result.persons):
            window = self._window_at(k, index)
            if window is None:
                texts += self._end_note(k, index)
                continue
            box = person.tube.boxes_at([index])[0] * self.enlarge
            frame = draw_box(frame, box, COLOURS['box'], thickness)
            if window.clip.outlines is not None:
                for outline in _outlines_at(
                    window, index, person.tube, self.crop
                ):
                    frame = draw_quadrilateral(
                        frame,
                        outline * self.enlarge,
                        COLOURS['view'],
                        thickness,
                    )
            texts.append((f'#{k} {score_text(window, self.classes)}', box))
        return draw_labels(frame, texts)

    def _window_at(self, person: int, index: int) -> Optional[WindowResult]:
        """The window around a frame whose middle is nearest to it."""
        starts, windows = self._windows.get(person, ((), ()))
        last = bisect_right(starts, index)
        longest = max((w.end - w.start for w in windows[:1]), default=0)
        first = bisect_right(starts, index - longest)
        return min(
            (w for w in windows[first:last] if w.start <= index < w.end),
            key=lambda w: abs(w.start + w.end - 1 - 2 * index),
            default=None,
        )

    def _end_note(self, k: int, index: int) -> list:
        """A note at the last box that the person is not followed any more."""
        end = self.result.persons[k].end
        if (
            k not in self._windows
            or not end <= index < end + _NOTE_SECONDS * self.result.fps
        ):
            return []
        box = self.result.persons[k].tube.boxes_at([end - 1])[0]
        return [(f'#{k} track ended', box * self.enlarge)]


def _by_person(result: VideoResult) -> Dict[int, tuple]:
    """Map each person to the starts of its windows, and the windows.

    Both are in order. All windows of a person have one length.
    """
    windows: Dict[int, List[WindowResult]] = {}
    for window in sorted(result.windows, key=lambda w: w.start):
        windows.setdefault(window.person_id, []).append(window)
    return {k: ([w.start for w in own], own) for k, own in windows.items()}


def write_video(
    source: VideoSource,
    result: VideoResult,
    classes: Optional[Sequence[str]],
    crop,
    path: str,
) -> str:
    """Draw boxes, views and actions of all persons on all frames.

    Args:
        source (VideoSource): The video.
        result (VideoResult): The persons and windows found in the video.
        classes (Sequence[str], optional): Names of the classes.
        crop (TubeCrop): The transform that made the crops.
        path (str): The file, ``.mp4`` or ``.gif``.

    Returns:
        str: The file.

    Raises:
        ValueError: The video is too long for a GIF.
    """
    if path.endswith('.gif'):
        draw = Annotator(result, classes, crop)
        frames = (draw(frame, k) for k, frame in enumerate(source))
        _write_gif(path, frames, result.fps)
    else:
        enlarge = -(-_MIN_HEIGHT // result.size[1])
        draw = Annotator(result, classes, crop, enlarge)
        frames = (draw(frame, k) for k, frame in enumerate(source))
        write_mp4(path, frames, result.fps)
    return path


def _outlines_at(window: WindowResult, index: int, tube, crop) -> np.ndarray:
    """View outlines (K, P, 2) in pixels, interpolated for any frame."""
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


def _write_gif(path: str, frames, fps: float) -> None:
    from PIL import Image

    images = []
    for frame in frames:
        if len(images) == _GIF_FRAMES:
            raise ValueError(
                f'{path}: more than {_GIF_FRAMES} frames are too many for a '
                "GIF; write out_type='video'"
            )
        image = Image.fromarray(frame)
        image.thumbnail((10 * _GIF_HEIGHT, _GIF_HEIGHT))
        images.append(image.quantize(128))
    with whole_file(path) as part:
        images[0].save(
            part,
            save_all=True,
            append_images=images[1:],
            # browsers slow frames of under 20 ms down
            duration=max(20, round(1000 / fps)),
            loop=0,
        )


def write_picture(
    window: WindowResult, classes: Optional[Sequence[str]], path: str
) -> str:
    """Write a PNG of what the STN looked at in a window; return its path."""
    sheet = refocus_sheet(window.clip)
    sheet = np.concatenate([_title(window, classes, sheet.shape[1]), sheet])
    return save_picture(path, sheet)


def _title(window: WindowResult, classes, width: int) -> np.ndarray:
    text = (
        f'person {window.person_id}, frames {window.start} to '
        f'{window.end - 1}: {score_text(window, classes, top=3)}'
    )
    strip = np.full((26, width, 3), 20, np.uint8)
    return draw_text(strip, text, (6, 7), height=11)
