"""What the inferencer found, and its JSON file."""

import json
import os
from dataclasses import dataclass, field
from typing import List, Optional, Sequence

import numpy as np

from ..visualization.refocused_clip import RefocusedClip
from .persons import Person


@dataclass
class WindowResult:
    """One person in one window ``[start, end)``.

    ``clip`` is what was looked at, ``scores`` (classes,) are None of a model
    that re-focuses without recognising.
    """

    person_id: int
    start: int
    end: int
    clip: RefocusedClip
    scores: Optional[np.ndarray] = None

    @property
    def label(self) -> Optional[int]:
        return None if self.scores is None else int(self.scores.argmax())

    def as_dict(self, classes: Optional[Sequence[str]] = None) -> dict:
        """Plain lists, boxes and outlines in pixels of the frame.

        ``view_boxes`` (F, 4) is the box around all of the view.
        """
        clip = self.clip
        content = dict(
            window=[self.start, self.end],
            frame_inds=clip.frame_inds.tolist(),
            boxes=clip.boxes_frame.round(2).tolist(),
        )
        if self.scores is not None:
            content.update(
                pred_label=self.label,
                pred_class=class_name(classes, self.label),
                pred_scores=[round(float(s), 5) for s in self.scores],
            )
        if clip.outlines is not None:
            outlines = clip.outlines_frame()
            points = outlines.reshape(len(outlines), -1, 2)
            boxes = np.concatenate([points.min(1), points.max(1)], 1)
            content.update(
                view_boxes=boxes.round(2).tolist(),
                view_outlines=outlines.round(2).tolist(),
                theta=clip.theta.round(5).tolist(),
            )
        return content


@dataclass
class VideoResult:
    """All windows of all persons of a video.

    ``pictures`` are files drawn on the way; ``error`` says why the video, or
    the rest of it, could not be used.
    """

    video: str
    fps: float = 0.0
    persons: List[Person] = field(default_factory=list)
    windows: List[WindowResult] = field(default_factory=list)
    pictures: List[str] = field(default_factory=list)
    error: Optional[str] = None

    def as_dict(self, classes: Optional[Sequence[str]] = None) -> dict:
        """What the JSON file holds of a video."""
        persons = [
            dict(
                person=k,
                frames=[person.first, person.end],
                windows=[
                    w.as_dict(classes)
                    for w in self.windows
                    if w.person_id == k
                ],
            )
            for k, person in enumerate(self.persons)
        ]
        content = dict(
            video=self.video, fps=round(self.fps, 3), persons=persons
        )
        if self.error is not None:
            content['error'] = self.error
        return content

    def lines(self, classes: Optional[Sequence[str]] = None) -> List[str]:
        """One line a window, for people."""
        lines = [
            f'{self.video}: person {w.person_id}, frames {w.start} to '
            f'{w.end - 1}: ' + score_text(w, classes)
            for w in self.windows
        ]
        if self.error is not None:
            lines.append(f'{self.video}: left out, {self.error}')
        elif not self.persons:
            lines.append(f'{self.video}: no person found')
        return lines


def score_text(
    result: WindowResult, classes: Optional[Sequence[str]] = None, top: int = 1
) -> str:
    """Such as ``walk .87``, the ``top`` best classes."""
    if result.scores is None:
        return 'view alone'
    best = np.argsort(-result.scores, kind='stable')[:top]
    return ', '.join(
        f'{class_name(classes, int(k))} {result.scores[k]:.2f}' for k in best
    )


def class_name(classes: Optional[Sequence[str]], label: int) -> str:
    return classes[label] if classes and label < len(classes) else str(label)


def write_results(
    path: str,
    predictions: Sequence[dict],
    classes: Optional[Sequence[str]] = None,
) -> None:
    """Replace the JSON file in one step, so that it is whole at any time."""
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    content = dict(
        classes=None if classes is None else list(classes),
        predictions=predictions,
    )
    with open(path + '.part', 'w', encoding='utf-8') as file:
        json.dump(content, file)
    os.replace(path + '.part', path)
