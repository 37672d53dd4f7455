from dataclasses import replace

import numpy as np
import pytest

from stn_action.tubes import (
    BoxNoise,
    BoxNoiseParams,
    box_iou,
    sample_box_noise,
    square_boxes,
)

QUIET = BoxNoiseParams(
    looseness=1, tightness=1, shift=0, aspect=1, jitter=0, drift=0, drop=0
)


def rng(seed=0):
    return np.random.default_rng(seed)


def person(num_frames=30):
    """A person who walks and shrinks: (K, 4)."""
    t = np.arange(num_frames)
    return np.stack([50 + 2 * t, 40 + 0 * t, 90 + 2 * t, 140 - t], 1) + 0.25


def draw_many(params, level, num_frames=30, draws=2000):
    g = rng(1)
    return [
        sample_box_noise(params, level, num_frames, g) for _ in range(draws)
    ]


def test_apply_by_hand():
    noise = BoxNoise(
        scale=np.array([[2.0, 1], [1, 1], [1, 1]]),
        shift=np.array([[0.5, -0.25], [0, 0], [0, 0]]),
        keep=np.array([True, False, True]),
    )
    boxes = np.array([[0.0, 0, 10, 4], [5, 5, 6, 6], [8, 0, 28, 16]])
    # frame 0: 20 x 4 around (5, 2), moved by (10, -5); frame 1: a quarter of
    # the way from frame 0 to frame 2 in time
    first, last = [5.0, -5, 25, -1], [8.0, 0, 28, 16]
    expected = [first, [5.75, -3.75, 25.75, 3.25], last]
    np.testing.assert_allclose(noise.apply(boxes, [0, 1, 4]), expected)
    middle = (np.array(first) + last) / 2
    np.testing.assert_allclose(noise.apply(boxes)[1], middle)
    assert boxes[1].tolist() == [5, 5, 6, 6]


def test_level_zero_is_exact():
    boxes = person() / 3
    noise = sample_box_noise(
        BoxNoiseParams(tightness=0.5, drift=1), 0, len(boxes), rng()
    )
    assert (noise.apply(boxes) == boxes).all()


def test_replays_and_is_deterministic():
    one = sample_box_noise(BoxNoiseParams(), 1, 30, rng(5))
    two = sample_box_noise(BoxNoiseParams(), 1, 30, rng(5))
    other = sample_box_noise(BoxNoiseParams(), 1, 30, rng(6))
    boxes = person()
    assert (one.apply(boxes) == one.apply(boxes)).all()
    assert (one.apply(boxes) == two.apply(boxes)).all()
    assert (one.apply(boxes) != other.apply(boxes)).any()


def test_the_same_draw_grows_with_the_level():
    params = replace(BoxNoiseParams(), drop=0)
    half, full = (
        sample_box_noise(params, level, 30, rng(3)) for level in (0.5, 1)
    )
    np.testing.assert_allclose(half.scale**2, full.scale)
    np.testing.assert_allclose(half.shift * 2, full.shift)
    ious = [
        np.mean(
            [
                box_iou(
                    square_boxes(n.apply(person())), square_boxes(person())
                ).mean()
                for n in draw_many(BoxNoiseParams(), level, draws=200)
            ]
        )
        for level in (0, 0.25, 0.5, 0.75, 1)
    ]
    assert ious[0] == 1 and (np.diff(ious) < -0.05).all(), ious


def test_level_one_is_half_the_overlap():
    ious = [
        box_iou(square_boxes(n.apply(person())), square_boxes(person())).mean()
        for n in draw_many(BoxNoiseParams(), 1)
    ]
    assert abs(np.mean(ious) - 0.5) < 0.02, np.mean(ious)


def test_looseness_and_tightness_are_log_uniform():
    params = replace(QUIET, looseness=3, tightness=0.5)
    logs = np.log([n.scale[0, 0] for n in draw_many(params, 1)])
    low, high = np.log(0.5), np.log(3)
    assert low <= logs.min() < low + 0.01 and high - 0.01 < logs.max() <= high
    assert abs(logs.mean() - (low + high) / 2) < 0.03
    assert abs(logs.std() - (high - low) / 12**0.5) < 0.02
    scale = sample_box_noise(params, 1, 9, rng()).scale
    assert (scale == scale[0, 0]).all()  # once per tube, both sides alike


def test_shift_and_aspect():
    noises = draw_many(replace(QUIET, shift=0.2, aspect=1.5), 1)
    shift = np.array([n.shift[0] for n in noises])
    assert 0.195 < abs(shift).max() <= 0.2
    assert abs(shift.mean()) < 0.01
    assert abs(np.corrcoef(shift.T)[0, 1]) < 0.1
    scale = np.array([n.scale[0] for n in noises])
    np.testing.assert_allclose(scale.prod(1), 1)
    assert 1.45 < scale.max() <= 1.5
    assert all((n.shift == n.shift[0]).all() for n in noises[:5])


def test_jitter_differs_from_frame_to_frame():
    noises = draw_many(replace(QUIET, jitter=0.05), 1, draws=300)
    shift = np.stack([n.shift for n in noises])
    assert abs(shift.std() - 0.05) < 0.003
    assert abs(shift.mean(1).std() - 0.05 / 30**0.5) < 0.003
    log_size = np.log(np.stack([n.scale for n in noises]))
    assert abs(log_size.std() - 0.05) < 0.003
    assert (log_size[..., 0] == log_size[..., 1]).all()


def test_drift_runs_evenly_through_the_tube():
    noise = sample_box_noise(replace(QUIET, drift=0.4), 1, 5, rng())
    steps = np.diff(noise.shift, axis=0)
    np.testing.assert_allclose(steps, np.tile(steps[:1], (4, 1)))
    np.testing.assert_allclose(noise.shift[2], 0, atol=1e-12)
    assert 0 < abs(noise.shift[-1] - noise.shift[0]).max() <= 0.4
    alone = sample_box_noise(replace(QUIET, drift=0.4), 1, 1, rng())
    assert (alone.shift == 0).all()


def test_drop():
    noises = draw_many(replace(QUIET, drop=0.3), 0.5, draws=500)
    assert abs(np.mean([n.keep for n in noises]) - 0.85) < 0.01
    noise = sample_box_noise(replace(QUIET, drop=1), 1, 30, rng())
    assert noise.keep.sum() == 1  # something must be left
    k = int(noise.keep.argmax())
    assert (noise.apply(person()) == person()[k]).all()


@pytest.mark.parametrize(
    'name, value',
    [
        ('looseness', 0.9),
        ('tightness', 0),
        ('tightness', 1.1),
        ('shift', -0.1),
        ('aspect', 0.5),
        ('jitter', np.nan),
        ('drift', np.inf),
        ('drop', 1.5),
    ],
)
def test_bad_parameters(name, value):
    with pytest.raises(ValueError, match=f'{name} must be in .* got {value}'):
        BoxNoiseParams(**{name: value})


def test_bad_level_and_bad_number_of_boxes():
    with pytest.raises(ValueError, match='level must be >= 0, got -1'):
        sample_box_noise(BoxNoiseParams(), -1, 3, rng())
    noise = sample_box_noise(BoxNoiseParams(), 1, 3, rng())
    with pytest.raises(ValueError, match='drawn for 3 key frames'):
        noise.apply(person(4))
