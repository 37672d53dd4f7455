import numpy as np
import pytest

from stn_action.tubes.tracking import best_track


def box(x, y=50, height=60):
    return [x - height / 4, y - height / 2, x + height / 4, y + height / 2]


def test_follows_the_person_among_false_detections():
    inds = [0, 4, 8, 12, 16]
    centres = [20, 30, 40, 50, 60]
    boxes = [np.array([box(x), box(200 + 80 * (i % 2))])
             for i, x in enumerate(centres)]
    scores = [np.array([1., 1.4])] * 5
    track = best_track(inds, boxes, scores, max_speed=.06)
    assert track.frame_inds.tolist() == inds
    assert (track.boxes == [box(x) for x in centres]).all()
    assert track.scores.tolist() == [1] * 5


def test_bridges_frames_without_detection():
    empty = np.zeros((0, 4))
    boxes = [np.array([box(20)]), empty, empty, np.array([box(38)]), empty]
    scores = [np.ones(len(b)) for b in boxes]
    track = best_track([0, 2, 4, 6, 8], boxes, scores)
    assert track.frame_inds.tolist() == [0, 6]
    np.testing.assert_allclose(track.boxes_at([3])[0], box(29))


def test_takes_one_detection_a_frame():
    boxes = [np.array([box(20), box(21)]), np.array([box(22), box(24)])]
    scores = [np.array([.5, .7]), np.array([.9, .2])]
    track = best_track([0, 1], boxes, scores)
    assert track.scores.tolist() == [.7, .9]


@pytest.mark.parametrize('second', [box(90), box(22, height=110)])
def test_too_far_or_too_large(second):
    boxes = [np.array([box(20)]), np.array([second])]
    track = best_track([0, 1], boxes, [np.array([.9]), np.array([.8])])
    assert track.frame_inds.tolist() == [0]


def test_against_every_track():
    """The best of all tracks of a small random scene, one by one."""
    rng = np.random.default_rng(0)
    inds = [0, 1, 2, 4]
    for _ in range(20):
        boxes = [np.array([box(x) for x in rng.uniform(0, 60, 2)])
                 for _ in inds]
        scores = [rng.uniform(.1, 1, 2) for _ in inds]
        best = 0
        for code in range(3**4):  # 0, 1: a detection; 2: none
            chosen = [code // 3**k % 3 for k in range(4)]
            track = [(t, boxes[k][c], scores[k][c])
                     for k, (t, c) in enumerate(zip(inds, chosen)) if c < 2]
            allowed = all(
                abs((b - a)[[0, 2]].mean()) <= (.25 + .1 * (t - s)) * 60
                for (s, a, _), (t, b, _) in zip(track, track[1:]))
            if allowed:
                best = max(best, sum(score for _, _, score in track))
        got = best_track(inds, boxes, scores).scores.sum()
        assert got == pytest.approx(best)


def test_nothing():
    empty, none = [np.zeros((0, 4))] * 2, [np.zeros(0)] * 2
    assert best_track([0, 4], empty, none) is None
