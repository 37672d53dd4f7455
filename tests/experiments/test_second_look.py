"""Which clips are looked at again."""

import torch

from stn_action.experiments.front_end.second_look import disagrees


def attention(scale, tx=0.0, ty=0.0):
    return torch.tensor([[scale, 0, tx], [0, scale, ty]])


def test_a_view_that_is_the_box_agrees():
    theta = attention(0.8).expand(1, 3, 2, 3)
    assert not disagrees(theta, 0.8, 0.99).any()


def test_the_iou_is_that_of_two_squares():
    # sides 1.6 and .8 around one centre: .64 / 2.56
    theta = attention(0.4).expand(1, 3, 2, 3)
    assert disagrees(theta, 0.8, 0.26).tolist() == [True]
    assert disagrees(theta, 0.8, 0.24).tolist() == [False]


def test_a_shift_counts():
    # squares of side 1 that overlap by a half along x: .5 / 1.5
    theta = attention(0.5, tx=0.5).expand(1, 1, 2, 3)
    assert disagrees(theta, 0.5, 0.34).tolist() == [True]
    assert disagrees(theta, 0.5, 0.33).tolist() == [False]


def test_squares_apart_disagree():
    theta = attention(0.2, tx=0.9, ty=-0.9).expand(1, 1, 2, 3)
    assert disagrees(theta, 0.3, 0.01).tolist() == [True]


def test_each_clip_is_judged_by_the_mean_of_its_frames():
    good, poor = attention(0.8), attention(0.2)
    theta = torch.stack(
        [
            torch.stack([good, good, good]),
            torch.stack([good, good, poor]),
            torch.stack([poor, poor, poor]),
        ]
    )
    assert disagrees(theta, 0.8, 0.7).tolist() == [False, True, True]
    assert disagrees(theta, 0.8, 0.6).tolist() == [False, False, True]
