import numpy as np
import pytest

from stn_action.tubes.mending import LeftOut, mended_tube, usable_boxes

GOOD = [1, 1, 5, 5]
ROWS = [
    GOOD,
    [np.nan, 1, 5, 5],
    [1, 1, 1, 5],
    [5, 1, 1, 5],
    [-5, 1, 0, 5],
    [100, 1, 109, 5],
    [-5, -5, 190, 150],  # beyond all borders, as a person near the camera
    [99.9, 1, 109, 5],
    GOOD,
]


def test_each_rule_is_counted():
    left_out = LeftOut(rows=9)
    keep = usable_boxes(np.arange(9), ROWS, left_out, (100, 80), 8)
    assert np.flatnonzero(keep).tolist() == [0, 6, 7]
    assert left_out.reasons == {
        'not finite': 1,
        'empty': 2,
        'outside the frame': 2,
        'after the last frame': 1,
    }
    assert left_out.lines() == [
        'left out 6 of 9 rows: 2 empty, 2 outside the frame, '
        '1 after the last frame, 1 not finite'
    ]


def test_of_a_frame_of_unknown_size():
    """Left of a frame is outside of any."""
    keep = usable_boxes(np.arange(9), ROWS, LeftOut())
    assert np.flatnonzero(keep).tolist() == [0, 5, 6, 7, 8]


def test_too_large_and_too_small():
    """What training takes for boxes of another frame, or shares of it."""
    left_out = LeftOut()
    boxes = [GOOD, [0, 0, 201, 5], [0, 0, 5, 161], [0, 0, 200, 160]]
    keep = usable_boxes(np.arange(4), boxes, left_out, (100, 80))
    assert np.flatnonzero(keep).tolist() == [0, 3]
    assert left_out.reasons == {'larger than two frames': 2}
    assert not usable_boxes([0], [[0, 0, 2e6, 5]], LeftOut()).any()
    shares = [[0.1, 0.2, 0.5, 1.1], [0, 0, 1, 1]]
    assert not usable_boxes([0, 1], shares, left_out).any()
    assert left_out.reasons['not in pixels'] == 2
    assert usable_boxes([0, 1], [*shares[:1], GOOD], LeftOut()).all()


def test_a_tube_of_what_is_left():
    boxes, inds, scores = (
        [GOOD, [1, 1, 1, 5], GOOD],
        [3, 5, 6],
        [0.1, 0.2, 0.3],
    )
    tube, keep = mended_tube(inds, boxes, scores, LeftOut())
    assert tube.frame_inds.tolist() == [3, 6]
    assert tube.scores.tolist() == [0.1, 0.3]
    assert keep.tolist() == [True, False, True]
    assert boxes[1] == [1, 1, 1, 5]  # the input is as it was
    tube, keep = mended_tube([3], boxes[1:2], None, LeftOut())
    assert tube is None and not keep.any()


@pytest.mark.parametrize('boxes', [[GOOD], 3, [GOOD, [1, 2]], ['ab', 'cd']])
def test_what_cannot_be_mended(boxes):
    with pytest.raises(ValueError, match='4 numbers for each of 2 boxes'):
        mended_tube([0, 1], boxes, None, LeftOut())


def test_nothing_left_out_is_no_line():
    assert LeftOut(rows=3).lines() == []
    assert LeftOut(notes=['a']).lines() == ['a']


def test_a_score_that_is_not_finite_costs_its_box_alone():
    left_out = LeftOut(rows=3)
    scores = [0.5, float('nan'), 0.25]
    tube, keep = mended_tube([1, 2, 3], [GOOD] * 3, scores, left_out)
    assert tube.frame_inds.tolist() == [1, 3]
    assert tube.scores.tolist() == [0.5, 0.25]
    assert keep.tolist() == [True, False, True]
    assert left_out.reasons == {'of a score that is not finite': 1}
    with pytest.raises(ValueError, match='scores of a tube'):
        mended_tube([1, 2], [GOOD] * 2, ['a', 'b'], left_out)
