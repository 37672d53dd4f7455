"""Linking detections of single frames to tubes, with ByteTrack.

Zhang et al., "ByteTrack", ECCV 2022, as implemented in ``trackers``
(github.com/roboflow/trackers).
"""

import warnings
from typing import List, Sequence

import numpy as np

from ..tubes.person_tube import PersonTube

#: Detections of at least this score start a tube, weaker ones only extend it.
START_SCORE = 0.5


def track_persons(
    frame_inds: Sequence[int],
    boxes: Sequence[np.ndarray],
    scores: Sequence[np.ndarray],
    fps: float = 25.0,
    max_gap: float = 2.0,
    min_boxes: int = 1,
) -> List[PersonTube]:
    """Link detections to one tube for each person of a video.

    Args:
        frame_inds (Sequence[int]): K frames searched, increasing.
        boxes (Sequence[ndarray]): (n_k, 4) ``xyxy`` of each frame; n_k may be
            0.
        scores (Sequence[ndarray]): (n_k,) of each frame, in [0, 1].
        fps (float): Frames a second.
        max_gap (float): Seconds after which a person who is not seen is given
            up; seen again, she starts a new tube.
        min_boxes (int): Shorter tubes are dropped.

    Returns:
        list[PersonTube]: The boxes as they were detected, the tube with the
        highest sum of scores first.

    Raises:
        ImportError: If ``trackers`` is missing.
        ValueError: If a score lies outside [0, 1].
    """
    tracker, detections_of = _byte_track(fps, max_gap)
    found = {}
    for index, frame_boxes, frame_scores in zip(frame_inds, boxes, scores):
        frame_scores = np.ravel(frame_scores).astype(np.float64)
        if ((frame_scores < 0) | (frame_scores > 1)).any():
            raise ValueError(
                f'scores of frame {index}: expected numbers in [0, 1], got '
                f'{frame_scores.min():.3g} to {frame_scores.max():.3g}.'
            )
        detections = detections_of(
            np.reshape(frame_boxes, (-1, 4)).astype(np.float64), frame_scores
        )
        for row, name in _update(tracker, detections, index / fps):
            found.setdefault(name, []).append(
                (index, detections.xyxy[row], frame_scores[row])
            )
    tubes = [
        PersonTube(*zip(*rows))
        for rows in found.values()
        if len(rows) >= min_boxes
    ]
    return sorted(tubes, key=lambda tube: -tube.scores.sum())


def require_trackers():
    """The modules ``trackers`` and ``supervision``, or an error that helps.

    Raises:
        ImportError: If one is missing.
    """
    try:
        import supervision
        import trackers
    except ImportError as error:
        raise ImportError(
            'Tracking needs the package trackers, which has a release for '
            "Python 3.10 and later alone: pip install -e '.[detect]' there."
        ) from error
    return trackers, supervision


def _byte_track(fps: float, max_gap: float):
    """A tracker, and the function that makes its detections."""
    trackers, supervision = require_trackers()
    tracker = trackers.ByteTrackTracker(
        frame_rate=fps,
        lost_track_buffer=round(30 * max_gap),  # of 30 frames a second
        track_activation_threshold=START_SCORE,
        high_conf_det_threshold=START_SCORE,
        minimum_consecutive_frames=1,
        minimum_iou_threshold=0.02,
        # Frames between are skipped and some detectors jump: boxes of one
        # person may not touch from one searched frame to the next.
        iou=trackers.BIoU(buffer_ratio=0.5),
    )

    def detections_of(boxes, scores):
        return supervision.Detections(
            xyxy=boxes, confidence=scores, data=dict(row=np.arange(len(boxes)))
        )

    return tracker, detections_of


def _update(tracker, detections, seconds: float):
    """Pairs (row, name of the track) of one frame.

    The tracker names a track when it is seen for the second time. A frame
    with unnamed ones is therefore shown twice, at the same time, or the first
    box of every tube would be lost.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings('ignore', '.*duplicate timestamp')
        tracked = tracker.update(detections, timestamp=seconds)
        fresh = tracked.confidence is not None and (
            (tracked.tracker_id < 0) & (tracked.confidence >= START_SCORE)
        )
        if np.any(fresh):
            tracked = tracker.update(detections, timestamp=seconds)
    if not len(tracked):
        return []
    named = tracked.tracker_id >= 0
    return zip(
        tracked.data['row'][named].tolist(), tracked.tracker_id[named].tolist()
    )
