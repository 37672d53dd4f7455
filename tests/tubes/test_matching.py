import numpy as np
import pytest

from stn_action.tubes.matching import match_tubes, matched_in_place


def entry(filename, frames, boxes, **more):
    return dict(filename=filename, frame_inds=frames, boxes=boxes, **more)


A, B = [0.0, 0, 10, 10], [100.0, 0, 110, 10]
NEAR_A, FAR = [1.0, 0, 11, 10], [50.0, 50, 60, 60]


def test_best_box_of_any_tube_in_the_frame():
    true = [entry('a', [0, 1, 2], [A, A, A]), entry('a', [0, 1], [B, B])]
    detected = [entry('a', [0, 1], [NEAR_A, FAR]), entry('a', [0, 1], [B, A])]
    first, second = match_tubes(detected, true)
    assert first.frame_inds.tolist() == [0, 1, 2]
    assert first.found.tolist() == [True, True, False]
    assert first.boxes[:2].tolist() == [NEAR_A, A]
    assert first.clean_boxes.tolist() == [A, A, A]
    assert second.found.tolist() == [True, False]
    assert second.boxes[0].tolist() == B and np.isnan(second.boxes[1]).all()


def test_two_persons_do_not_share_a_box():
    close = [2.0, 0, 12, 10]
    tubes = match_tubes(
        [entry('a', [5], [A])],
        [entry('a', [5], [close]), entry('a', [5], [NEAR_A])],
    )
    assert [t.found[0] for t in tubes] == [False, True]


def test_lowest_iou():
    third = [5.0, 0, 15, 10]  # IoU 1/3
    for min_iou, found in ((0.33, True), (0.34, False)):
        (tube,) = match_tubes(
            [entry('a', [0], [third])], [entry('a', [0], [A])], min_iou
        )
        assert tube.found[0] == found


def test_only_frames_searched_can_be_missed():
    (tube,) = match_tubes(
        [entry('a', [0], [A])], [entry('a', list(range(9)), [A] * 9)], every=4
    )
    assert tube.frame_inds.tolist() == [0, 4, 8]
    assert tube.found.tolist() == [True, False, False]


def test_other_files_are_left_out():
    true = [entry('a', [0], [A]), entry('b', [0], [A])]
    (tube,) = match_tubes([entry('b', [0], [NEAR_A])], true)
    assert tube.boxes.tolist() == [NEAR_A]
    with pytest.raises(
        ValueError,
        match='no matching files: the detector has c, the truth a, b',
    ):
        match_tubes([entry('c', [0], [A])], true)


def test_in_place():
    (loose,) = matched_in_place(
        [
            entry('a', [3, 4], [A, B], clean_boxes=[NEAR_A, B]),
            entry('b', [0], [A]),
        ]
    )
    assert loose.clean_boxes.tolist() == [NEAR_A, B] and loose.found.all()
    with pytest.raises(
        ValueError, match='none of the 1 entries has clean_box'
    ):
        matched_in_place([entry('b', [0], [A])])
