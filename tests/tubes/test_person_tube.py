import pickle

import numpy as np
import pytest

from stn_action.tubes import PersonTube


def test_interpolates_between_key_frames_and_holds_the_ends():
    tube = PersonTube([2, 6], [[0, 0, 10, 20], [8, 4, 30, 20]])
    boxes = tube.boxes_at([0, 2, 3, 6, 9])
    expected = [
        [0, 0, 10, 20],
        [0, 0, 10, 20],
        [2, 1, 15, 20],
        [8, 4, 30, 20],
        [8, 4, 30, 20],
    ]
    np.testing.assert_allclose(boxes, expected, rtol=0, atol=1e-12)


def test_one_key_frame_and_unsorted_queries():
    tube = PersonTube([5], [[1, 2, 3, 4]])
    assert tube.boxes_at([9, 0]).tolist() == [[1, 2, 3, 4]] * 2
    tube = PersonTube([0, 10], [[0, 0, 1, 1], [10, 0, 11, 1]])
    assert tube.boxes_at([7, 3])[:, 0].tolist() == [7, 3]


def test_keeps_read_only_copies():
    boxes = np.array([[1.0, 2, 3, 4]])
    tube = PersonTube(np.array([0], np.int32), boxes, [0.5])
    boxes[:] = 0
    assert tube.boxes.tolist() == [[1, 2, 3, 4]]
    assert tube.frame_inds.dtype == np.int64
    for array in (tube.boxes, tube.frame_inds, tube.scores):
        with pytest.raises(ValueError, match='read-only'):
            array[0] = 1


def test_repr_and_pickle():
    tube = PersonTube([0, 7], [[0, 0, 1, 1]] * 2)
    assert repr(tube) == 'PersonTube(frames 0..7, boxes (2, 4), scores None)'
    assert len(tube) == 2
    again = pickle.loads(pickle.dumps(tube))
    assert again.boxes.tolist() == tube.boxes.tolist()


@pytest.mark.parametrize(
    'inds, boxes, scores, message',
    [
        ([], np.zeros((0, 4)), None, 'K >= 1, got shape .0,.'),
        ([[0]], [[0, 0, 1, 1]], None, 'got shape .1, 1.'),
        ([0.5], [[0, 0, 1, 1]], None, 'expected integers, got float64'),
        ([-1], [[0, 0, 1, 1]], None, '0-based numbers, got -1'),
        ([3, 3], [[0, 0, 1, 1]] * 2, None, 'strictly increasing.*3 after 3'),
        ([4, 3], [[0, 0, 1, 1]] * 2, None, 'strictly increasing.*3 after 4'),
        ([0, 1], [[0, 0, 1, 1]], None, r'shape \(2, 4\).*got \(1, 4\)'),
        ([0], [[0, 0, 1]], None, r'got \(1, 3\)'),
        ([0, 1], [[0, 0, 1], [0, 0, 1, 1]], None, 'regular array'),
        ([0], [['a', 0, 1, 1]], None, 'expected numbers'),
        (
            [0, 8],
            [[0, 0, 1, 1], [0, np.nan, 1, 1]],
            None,
            'frame 8 is not finite',
        ),
        ([0], [[0, 0, np.inf, 1]], None, 'frame 0 is not finite'),
        ([0], [[5, 0, 1, 1]], None, 'frame 0 is inverted or empty'),
        ([0], [[0, 1, 1, 1]], None, 'inverted or empty: .*not .x, y, w, h'),
        (
            [0],
            [[0, 0, 1, 1]],
            [1, 2],
            r'scores of a tube: expected shape \(1,\)',
        ),
        ([0], [['1', '2', '3', '4']], None, 'numbers .* got .*1.*4'),
        ([0], [[1, True, 3, 4]], None, 'boxes of a tube: expected numbers'),
        ([0, True], [[0, 0, 1, 1]] * 2, None, 'frame_inds of a tube'),
        ([0], [[True] * 4], None, 'boxes of a tube: expected numbers'),
        ([0], 5, None, r'boxes of a tube: .* got \(\)'),
        ([0], None, None, 'boxes of a tube: expected numbers .* got None'),
        (5, [[0, 0, 1, 1]], None, r'K >= 1, got shape \(\)'),
        (['0'], [[0, 0, 1, 1]], None, 'frame_inds of a tube: .* numbers'),
        ([True], [[0, 0, 1, 1]], None, 'frame_inds of a tube: .* numbers'),
        (
            np.array([3, 2], np.uint8),  # whose difference is 255
            [[0, 0, 1, 1]] * 2,
            None,
            'expected signed integers, got uint8; convert',
        ),
        ([2**63], [[0, 0, 1, 1]], None, f'up to 2147483647, got {2**63}'),
        ([0, 2**63], [[0, 0, 1, 1]] * 2, None, 'frame_inds of a tube'),
        ([2**70], [[0, 0, 1, 1]], None, 'frame_inds of a tube'),
        ([2**31], [[0, 0, 1, 1]], None, 'up to 2147483647, got 2147483648'),
        (
            [0, 4],
            [[0, 0, 1, 1]] * 2,
            [0.5, np.nan],
            'score of frame 4 is not finite: nan; leave scores out',
        ),
        ([0], [[0, 0, 1, 1]], [np.inf], 'score of frame 0 is not finite'),
        ([0], [[0, 0, 1, 1]], ['0.5'], 'scores of a tube: expected numbers'),
        ([0], [[0, 0, 1e300, 1]], None, 'frame 0 is too large'),
    ],
)
def test_bad_input(inds, boxes, scores, message):
    with pytest.raises(ValueError, match=message):
        PersonTube(inds, boxes, scores)
