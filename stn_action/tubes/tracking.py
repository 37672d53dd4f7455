"""Linking detections of single frames to a tube."""
from typing import List, Optional, Sequence

import numpy as np

from .person_tube import PersonTube


def best_track(frame_inds: Sequence[int],
               boxes: List[np.ndarray],
               scores: List[np.ndarray],
               max_speed: float = 0.1,
               max_scale: float = 1.6) -> Optional[PersonTube]:
    """The one track with the highest sum of scores.

    Found by dynamic programming over all detections; a track may miss any
    number of frames, and takes at most one detection of each.

    Args:
        frame_inds (Sequence[int]): K frames searched, increasing.
        boxes (list[ndarray]): (n_k, 4) ``xyxy`` of each frame; n_k may be 0.
        scores (list[ndarray]): (n_k,) of each frame, > 0.
        max_speed (float): How far a centre may move, in heights per frame,
            beside a quarter of the height for the jumps of the detector.
        max_scale (float): Largest ratio of two heights in a row.

    Returns:
        PersonTube | None: Boxes and scores where the person was found; None
        if nothing was found at all.
    """
    counts = [len(b) for b in boxes]
    if not sum(counts):
        return None
    times = np.repeat(np.asarray(frame_inds), counts)
    nodes = np.concatenate([np.reshape(b, (-1, 4)) for b in boxes])
    values = np.concatenate([np.ravel(s) for s in scores])
    linked = _can_follow(times, nodes, max_speed, max_scale)

    total = values.copy()
    came_from = np.full(len(nodes), -1)
    for i in range(len(nodes)):
        before = np.where(linked[i, :i], total[:i], -np.inf)
        if linked[i, :i].any():
            came_from[i] = before.argmax()
            total[i] += before.max()
    track = [int(total.argmax())]
    while came_from[track[-1]] >= 0:
        track.append(int(came_from[track[-1]]))
    track.reverse()
    return PersonTube(times[track], nodes[track], values[track])


def _can_follow(times: np.ndarray, boxes: np.ndarray, max_speed: float,
                max_scale: float) -> np.ndarray:
    """(n, n) bool: whether detection i may come right after detection j."""
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    heights = boxes[:, 3] - boxes[:, 1]
    gap = times[:, None] - times
    distance = np.linalg.norm(centres[:, None] - centres, axis=-1)
    reach = (.25 + max_speed * gap) * (heights[:, None] + heights) / 2
    ratio = heights[:, None] / heights
    return ((gap > 0) & (distance <= reach)
            & (np.maximum(ratio, 1 / ratio) <= max_scale))
