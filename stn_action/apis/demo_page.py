"""What the web demo answers to what somebody does on its page."""

import json
import os
import tempfile
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np

from ..cli.errors import one_line
from ..video.sources import FrameArray
from ..visualization.drawing import resize_to_height
from ..visualization.refocus_sheet import refocus_sheet
from ..visualization.report_page import (
    KINDS,
    bars_html,
    tiles_html,
)
from .loose_box import (
    Comparison,
    FirstBoxes,
    LooseBox,
    draw_frame,
    ordered,
    preset_boxes,
)

ORIGINS = dict(
    annotated='The box is the annotated one.',
    detected='The box is that of the detector.',
    middle='No person is known: the box is the middle of the frame.',
)

#: Of the crop and of the view on the page, pixels.
_HEIGHT = 320


@dataclass(frozen=True)
class Session:
    """What one visitor looks at."""

    video: FrameArray
    first: FirstBoxes
    boxes: np.ndarray
    result: Optional[Comparison] = None


class DemoPage:
    """Answers what happens on the page.

    Args:
        gr (module): Gradio.
        loose_box (LooseBox): The recogniser.
        folder (str): For the clips that are played.
    """

    def __init__(self, gr, loose_box: LooseBox, folder: str) -> None:
        self.gr, self.loose_box, self.folder = gr, loose_box, folder

    def open(self, path: Optional[str]) -> list:
        """A video was picked or uploaded."""
        if not path:
            return self._nothing()
        try:
            video = self.loose_box.open(path)
            first = self.loose_box.first_boxes(video)
        except Exception as error:  # whatever somebody uploads
            return self._refuse(error, path)
        session = Session(video, first, first.boxes)
        return self._answer(session, 0, 'as found', ORIGINS[first.origin])

    def preset(self, session, name: str, index: int) -> list:
        if session is None:
            return self._nothing()
        # of the true boxes, where they are known
        base = session.first.boxes
        if name != 'as found' and session.first.truth is not None:
            base = session.first.truth
        boxes = preset_boxes(name, base)
        return self._answer(replace(session, boxes=boxes), index, name)

    def drag(self, session, shares: str, index: int) -> list:
        if session is None:
            return self._nothing()
        size = np.tile(session.video.size, 2)
        return self.draw(session, index, *(json.loads(shares) * size))

    def draw(self, session, index: int, *box: float) -> list:
        """The same box for all frames."""
        if session is None:
            return self._nothing()
        boxes = np.tile(ordered(box), (len(session.video.frames), 1))
        return self._answer(replace(session, boxes=boxes), index, None)

    def frame(self, session, index: int) -> list:
        """Another frame: its boxes, its crop and its view."""
        if session is None:
            return [self.gr.skip()] * 3
        drawn = draw_frame(
            session.video,
            index,
            session.boxes,
            session.result.window,
            session.first.truth,
        )
        return [drawn, *self._seen(session.result, index)]

    def play(self, session):
        """The clip with box and view over it."""
        if session is None:
            return self.gr.skip()
        handle, path = tempfile.mkstemp('.mp4', dir=self.folder)
        os.close(handle)
        return self.loose_box.write_clip(
            session.video, session.boxes, session.result, path
        )

    def _answer(self, session, index, preset, note='') -> list:
        """New values of ``outputs``, see ``demo_layout.build_page``."""
        gr, loose = self.gr, self.loose_box
        try:
            result = loose(session.video, session.boxes)
        except Exception as error:
            return self._refuse(error, session.video.name)
        session = replace(session, result=result)
        index = min(int(index), len(session.video.frames) - 1)
        width, height = session.video.size
        sliders = [
            gr.update(maximum=m, value=round(float(v)))
            for m, v in zip((width, height) * 2, session.boxes[index])
        ]
        shown = gr.update(maximum=len(session.video.frames) - 1, value=index)
        return [
            session,
            shown,
            *sliders,
            preset,
            *self.frame(session, index),
            self._figures(session, note),
            refocus_sheet(result.window.clip, columns=4),
            None,  # the clip of the boxes before
        ]

    def _seen(self, result: Comparison, index: int) -> tuple:
        """Pixels of the plain crop and of the view, large enough to see."""
        clip = result.window.clip
        k = int(np.abs(clip.frame_inds - index).argmin())
        if result.plain is None:
            return _enlarged(clip.crops[k]), self.gr.update(visible=False)
        pair = result.plain.clip.views[k, 0], clip.views[k, 0]
        return tuple(map(_enlarged, pair))

    def _figures(self, session: Session, note: str) -> str:
        result = session.result
        rows = self.loose_box.bars(result)
        kinds = KINDS if result.plain is not None else KINDS[:1]
        text = '<p>This model recognises nothing: it only re-focuses.</p>'
        if rows:
            text = bars_html(rows, kinds)
        ious = self.loose_box.tiles(result, session.boxes, session.first.truth)
        return (
            f'<div class="stn">{text}{tiles_html(ious) if ious else ""}'
            f'<p class="soft">{note}</p></div>'
        )

    def _nothing(self) -> list:
        return [self.gr.skip()] * 13

    def _refuse(self, error: Exception, path: str) -> list:
        # one note; an error of Gradio marks each of the outputs
        text = one_line(error).replace(path, os.path.basename(path))
        self.gr.Warning(text, duration=None)
        return self._nothing()


def _enlarged(image: np.ndarray) -> np.ndarray:
    return resize_to_height(image, max(_HEIGHT, len(image)))
