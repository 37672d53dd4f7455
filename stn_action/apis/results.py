"""Records that the inferencer returns: windows, persons and videos."""

from dataclasses import dataclass, field
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..visualization.refocused_clip import RefocusedClip
from .labels import class_name
from .persons import Person


@dataclass
class WindowResult:
    """One person in one window ``[start, end)``.

    Args:
        person_id (int): Number of the person in the video.
        start (int): First frame.
        end (int): The frame after the last.
        clip (RefocusedClip): The crops and views that the model looked at.
        scores (ndarray, optional): (classes,); None of a model that re-focuses
            without recognising.
        labels (list[int]): The recognised classes, best first: one, or with a
            multi-label head all above the threshold.
        multi_label (bool): Whether there may be several labels.
        seconds (tuple): ``(start, end)`` in seconds from the first frame.
    """

    person_id: int
    start: int
    end: int
    clip: RefocusedClip
    scores: Optional[np.ndarray] = None
    labels: List[int] = field(default_factory=list)
    multi_label: bool = False
    seconds: Tuple[float, float] = (0.0, 0.0)

    @property
    def label(self) -> Optional[int]:
        """The best label."""
        return None if self.scores is None else int(self.scores.argmax())

    def as_dict(self, classes: Optional[Sequence[str]] = None) -> dict:
        """The result as plain lists; boxes and outlines in frame pixels.

        ``view_boxes`` (F, 4) is the box around all of the view; ``theta`` has
        one item for each frame, or one alone where it is the same for all.
        """
        clip = self.clip
        content = dict(
            window=[self.start, self.end],
            start_s=round(self.seconds[0], 3),
            end_s=round(self.seconds[1], 3),
            frame_inds=clip.frame_inds.tolist(),
            boxes=clip.boxes_frame.round(2).tolist(),
        )
        if self.scores is not None:
            content.update(self._prediction(classes))
        if clip.outlines is not None:
            theta = clip.theta
            if (theta == theta[:1]).all():
                theta = theta[:1]
            content.update(
                view_boxes=clip.view_boxes_frame().round(2).tolist(),
                view_outlines=clip.outlines_frame().round(2).tolist(),
                theta=theta.round(5).tolist(),
            )
        return content

    def _prediction(self, classes: Optional[Sequence[str]]) -> dict:
        content = dict(
            pred_label=self.label,
            pred_class=class_name(classes, self.label),
            pred_scores={
                class_name(classes, k): round(float(score), 5)
                for k, score in enumerate(self.scores)
            },
        )
        if self.multi_label:
            content.update(
                pred_labels=self.labels,
                pred_classes=[class_name(classes, k) for k in self.labels],
            )
        return content


@dataclass
class VideoResult:
    """All windows of all persons of a video.

    Args:
        video (str): Name of the video.
        fps (float, optional): Frames a second; None where it is not known.
        persons (list[Person]): The persons in the video.
        windows (list[WindowResult]): In the order of their last frame.
        pictures (list[str]): Picture files that were written on the way.
        error (str, optional): Why the video, or the rest of it, could not be
            used.
        frames (int, optional): Number of frames: those that decode, or those
            that the header states where not all had to be decoded.
        size (tuple, optional): ``(width, height)``.
    """

    video: str
    fps: Optional[float] = None
    persons: List[Person] = field(default_factory=list)
    windows: List[WindowResult] = field(default_factory=list)
    pictures: List[str] = field(default_factory=list)
    error: Optional[str] = None
    frames: Optional[int] = None
    size: Optional[Tuple[int, int]] = None

    def as_dict(self, classes: Optional[Sequence[str]] = None) -> dict:
        """The video's entry in the JSON file."""
        windows: Dict[int, list] = {k: [] for k in range(len(self.persons))}
        for window in self.windows:
            windows[window.person_id].append(window.as_dict(classes))
        width, height = self.size or (None, None)
        content = dict(
            video=self.video,
            fps=None if self.fps is None else round(self.fps, 3),
            frames=self.frames,
            width=width,
            height=height,
            persons=[
                dict(
                    person=k,
                    frames=[person.first, person.end],
                    windows=windows[k],
                )
                for k, person in enumerate(self.persons)
            ],
        )
        if self.error is not None:
            content['error'] = self.error
        return content

    def lines(self, classes: Optional[Sequence[str]] = None) -> List[str]:
        """One readable line for each window; none for an error."""
        lines = [
            f'{self.video}: person {w.person_id}, frames {w.start} to '
            f'{w.end - 1} ({w.seconds[0]:.1f} to {w.seconds[1]:.1f} s): '
            + score_text(w, classes)
            for w in self.windows
        ]
        if self.error is None and not self.persons:
            lines.append(f'{self.video}: no person found')
        return lines


def score_text(
    result: WindowResult,
    classes: Optional[Sequence[str]] = None,
    top: Optional[int] = None,
) -> str:
    """Text such as ``walk .87`` for the labels, or the ``top`` classes."""
    if result.scores is None:
        return 'view alone'
    shown = result.labels
    if top is not None:
        shown = np.argsort(-result.scores, kind='stable')[:top].tolist()
    return (
        ', '.join(
            f'{class_name(classes, k)} {result.scores[k]:.2f}' for k in shown
        )
        or 'none of the actions'
    )
