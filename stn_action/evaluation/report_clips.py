"""Pictures of one clip in the report of a run."""

from typing import Optional, Sequence

import cv2
import numpy as np

from ..visualization import report_figures as figures
from ..visualization.drawing import tile as tile_images
from ..visualization.refocus_sheet import annotate, refocus_sheet
from ..visualization.refocused_clip import RefocusedClip
from .clip_outcomes import ClipOutcome, ClipTester

#: Smaller frames are enlarged to this width, so that lines stay thin.
_WIDTH = 480


def clip_figure(
    tester: ClipTester,
    outcome: ClipOutcome,
    classes: Sequence[str],
    rival: Optional[ClipTester] = None,
) -> dict:
    """The frame, and what was seen without and with the STN.

    Args:
        tester (ClipTester): Of the outcome.
        outcome (ClipOutcome): A clip.
        classes (Sequence[str]): Names.
        rival (ClipTester, optional): Of the recogniser that ``plain_guess``
            comes from, if it is another one.

    Returns:
        dict: A clip of ``report_page``.
    """
    clip = _drawn(tester, outcome.index)
    k = len(clip.frame_inds) // 2
    panels = []
    if clip.frames is not None:
        name = f'frame {clip.frame_inds[k]}'
        panels.append(_panel(name, _frame(clip, k), 'frame'))
    if outcome.plain_guess is not None:
        plain = _drawn(rival or tester, outcome.index, rival is None)
        name = f'without STN: {classes[outcome.plain_guess]}'
        panels.append(_panel(name, _seen(plain, k), 'plain'))
    verdict, name = '', 'the view'
    if outcome.guess is not None:
        verdict = 'right' if outcome.correct else 'wrong'
        name = 'what the backbone saw'
        if hasattr(tester.model, 'stn'):
            name = f'with STN: {classes[outcome.guess]}'
    panels.append(_panel(name, _seen(clip, k), 'view'))
    return dict(
        verdict=verdict,
        caption=_caption(outcome, classes),
        panels=panels,
        uri=figures.data_uri(refocus_sheet(clip)),
    )


def _caption(outcome: ClipOutcome, classes: Sequence[str]) -> str:
    text = f'{outcome.sample_id}: {classes[outcome.label]}'
    if outcome.guess is not None:
        text += (
            f', recognised as {classes[outcome.guess]}; score of the true '
            f'class {outcome.true_score:.2f}'
        )
    for name in ('box', 'view'):
        value = getattr(outcome, f'{name}_iou')
        if value is not None:
            text += f', {name} IoU {value:.2f}'
    return text


def _drawn(tester: ClipTester, index: int, plain: bool = False):
    inputs, sample = tester.sample(index, plain)
    return RefocusedClip.of_tested(tester.model, inputs, sample)


def _panel(name: str, image: np.ndarray, kind: str) -> dict:
    return dict(name=name, kind=kind, uri=figures.data_uri(image))


def _frame(clip: RefocusedClip, k: int) -> np.ndarray:
    """The ``k``-th frame, enlarged before boxes and view are drawn."""
    frame = clip.frames[int(clip.frame_inds[k])]
    times = -(-_WIDTH // frame.shape[1])
    size = times * frame.shape[1], times * frame.shape[0]
    frame = cv2.resize(frame, size, interpolation=cv2.INTER_CUBIC)
    return annotate(frame, clip.enlarged(times), k)


def _seen(clip: RefocusedClip, k: int) -> np.ndarray:
    """What the backbone saw of the clip's ``k``-th frame."""
    if clip.views is None:
        return clip.crops[k]
    return tile_images(clip.views[k], clip.views.shape[1])
