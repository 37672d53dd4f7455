import builtins

import numpy as np
import pytest

from stn_action.apis.persons import DetectedPersons
from stn_action.detection import detect_many
from stn_action.detection.tracking import track_persons

pytest.importorskip('trackers')
EMPTY = np.zeros((0, 4))


def box(x, y=50, height=60):
    return [x - height / 4, y - height / 2, x + height / 4, y + height / 2]


def test_follows_the_person_among_false_detections():
    inds = [0, 4, 8, 12, 16]
    centres = [20, 30, 40, 50, 60]
    boxes = [
        np.array([box(200 + 80 * (i % 2)), box(x)])
        for i, x in enumerate(centres)
    ]
    scores = [np.array([0.8, 0.9])] * 5
    best, *others = track_persons(inds, boxes, scores)
    assert best.frame_inds.tolist() == inds  # the first one too
    assert (best.boxes == [box(x) for x in centres]).all()
    assert best.scores.tolist() == [0.9] * 5
    assert [len(tube) for tube in others] == [3, 2]


def test_two_people_who_cross():
    inds = list(range(0, 60, 2))
    boxes = [np.array([box(20 + 3 * i), box(200 - 3 * i)]) for i in inds]
    first, second = track_persons(inds, boxes, [np.array([0.9, 0.8])] * 30)
    assert (first.boxes == [box(20 + 3 * i) for i in inds]).all()
    assert (second.boxes == [box(200 - 3 * i) for i in inds]).all()


def test_bridges_frames_without_detection():
    boxes = [np.array([box(20)]), EMPTY, EMPTY, np.array([box(38)]), EMPTY]
    scores = [np.full(len(b), 0.9) for b in boxes]
    (tube,) = track_persons([0, 2, 4, 6, 8], boxes, scores)
    assert tube.frame_inds.tolist() == [0, 6]
    np.testing.assert_allclose(tube.boxes_at([3])[0], box(29))


def test_gives_up_after_a_while():
    inds = [0, 5, 60, 65]  # more than a second without her
    boxes = [np.array([box(20)])] * 4
    tubes = track_persons(inds, boxes, [[0.9]] * 4, fps=25, max_gap=1.0)
    assert sorted(t.frame_inds.tolist() for t in tubes) == [[0, 5], [60, 65]]
    (tube,) = track_persons(inds, boxes, [[0.9]] * 4, fps=25, max_gap=3.0)
    assert tube.frame_inds.tolist() == inds


def test_takes_one_detection_a_frame():
    boxes = [np.array([box(20), box(21)]), np.array([box(22), box(24)])]
    scores = [np.array([0.5, 0.7]), np.array([0.9, 0.2])]
    for tube in track_persons([0, 1], boxes, scores):
        assert len(set(tube.frame_inds)) == len(tube)


def test_weak_detections_extend_a_tube_but_start_none():
    boxes = [np.array([box(20), box(200)])] * 4
    scores = [[0.9, 0.3], [0.3, 0.3], [0.3, 0.3], [0.9, 0.3]]
    (tube,) = track_persons([0, 1, 2, 3], boxes, scores)
    assert tube.scores.tolist() == [0.9, 0.3, 0.3, 0.9]


def test_one_frame():
    (tube,) = track_persons([0], [np.array([box(20)])], [[0.9]])
    assert tube.frame_inds.tolist() == [0]
    assert (
        track_persons([0], [np.array([box(20)])], [[0.9]], min_boxes=2) == []
    )


def test_nobody():
    assert track_persons([0, 4], [EMPTY] * 2, [np.zeros(0)] * 2) == []


def test_scores_that_are_none():
    with pytest.raises(
        ValueError,
        match=r'frame 3: expected .*\[0, 1\], got '
        '1.5 to 1.5',
    ):
        track_persons([3], [np.array([box(20)])], [[1.5]])


def test_without_the_library(monkeypatch, tmp_path):
    """Refused before the first video, not with each."""
    real = builtins.__import__

    def fake(name, *args, **kwargs):
        if name == 'trackers':
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, '__import__', fake)
    with pytest.raises(ImportError, match=r"pip install -e '\.\[detect"):
        track_persons([0], [EMPTY], [[]])
    with pytest.raises(ImportError, match='Python 3.10 and later alone'):
        DetectedPersons(lambda *frame: (EMPTY, []))
    progress = tmp_path / 'p.jsonl'
    with pytest.raises(ImportError, match='Python 3.10 and later alone'):
        detect_many('.', ['a.mp4'], str(progress), dict(name='hog'))
    assert not progress.exists()
