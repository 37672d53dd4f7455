"""Noise is drawn, applied and fitted back."""

from dataclasses import astuple

import numpy as np
import pytest

from stn_action.tubes import BoxNoiseParams, sample_box_noise
from stn_action.tubes.fit_noise import (
    MatchedTube,
    box_errors,
    compare_ious,
    fit_box_noise,
)


def person(rng, num_frames):
    """A tall person who walks."""
    x, y, w, h = rng.uniform([0, 0, 30, 80], [200, 90, 60, 160])
    step = np.arange(num_frames) * rng.uniform(-3, 3)
    return np.stack(
        [x + step, 0 * step + y, x + step + w, 0 * step + y + h], 1
    )


def draw(params, tubes=700, frames=(12, 24), seed=0):
    """What a detector with this noise makes of as many persons."""
    rng, out = np.random.default_rng(seed), []
    for _ in range(tubes):
        clean = person(rng, int(rng.integers(*frames)))
        noise = sample_box_noise(params, 1.0, len(clean), rng)
        out.append(
            MatchedTube(
                np.arange(len(clean)), clean, noise.apply(clean), noise.keep
            )
        )
    return out


@pytest.mark.parametrize('params', [
    BoxNoiseParams(),
    BoxNoiseParams(looseness=1., tightness=.5, shift=.1, aspect=1.5,
                   jitter=.05, drift=.3, drop=.6),
    BoxNoiseParams(looseness=1.4, tightness=.8, shift=0., aspect=1.,
                   jitter=.15, drift=1., drop=0.),
    BoxNoiseParams(looseness=3., tightness=.9, shift=.4, aspect=1.2,
                   jitter=0., drift=0., drop=.3),
], ids=['default', 'tight', 'drift', 'loose'])  # yapf: disable
def test_parameters_come_back(params):
    fitted = fit_box_noise(draw(params))
    tolerance = dict(
        looseness=0.05,
        tightness=0.03,
        shift=0.03,
        aspect=0.03,
        jitter=0.003,
        drift=0.05,
        drop=0.02,
    )
    for name, allowed in tolerance.items():
        got, want = getattr(fitted, name), getattr(params, name)
        assert abs(got - want) <= allowed * max(1, want), (name, got, want)


def test_few_key_frames_and_many_misses():
    """Five key frames, as a quick look at a detector gives."""
    params = BoxNoiseParams(
        looseness=1.8,
        tightness=0.7,
        shift=0.2,
        aspect=1.3,
        jitter=0.08,
        drift=0.5,
        drop=0.3,
    )
    fitted = fit_box_noise(draw(params, 3000, frames=(5, 6)))
    np.testing.assert_allclose(
        astuple(fitted), astuple(params), rtol=0.05, atol=0.03
    )


def test_errors_by_hand():
    clean = np.array([[0.0, 0, 10, 40], [0, 0, 10, 40]])
    boxes = np.array([[0.0, 0, 20, 20], [1, 2, 3, 4]])
    tube = MatchedTube(np.arange(2), clean, boxes, np.array([True, False]))
    # width x 2, height / 2; the centre from (5, 20) to (10, 10), side 20
    np.testing.assert_allclose(
        box_errors(tube), [[-np.log(2), np.log(2), 0.25, -0.5]], atol=1e-12
    )


def test_errors_are_what_was_drawn():
    tube = draw(BoxNoiseParams(drop=0, drift=0.3), tubes=1)[0]
    rng = np.random.default_rng(0)
    clean = person(rng, int(rng.integers(12, 24)))
    noise = sample_box_noise(
        BoxNoiseParams(drop=0, drift=0.3), 1.0, len(clean), rng
    )
    size, aspect, *shift = box_errors(tube).T
    np.testing.assert_allclose(np.exp(size), noise.scale[:, 1])  # tall
    np.testing.assert_allclose(np.exp(size + 2 * aspect), noise.scale[:, 0])
    np.testing.assert_allclose(np.transpose(shift), noise.shift, atol=1e-12)


def constant(factor):
    """All boxes too large by one factor, exactly in place."""
    tubes = draw(
        BoxNoiseParams(looseness=1, shift=0, aspect=1, jitter=0, drop=0), 12
    )
    return [
        MatchedTube(
            t.frame_inds,
            t.clean_boxes,
            t.clean_boxes * factor
            - np.tile(
                (t.clean_boxes[:, :2] + t.clean_boxes[:, 2:])
                / 2
                * (factor - 1),
                2,
            ),
            t.found,
        )
        for t in tubes
    ]


def test_a_constant_factor_keeps_its_mean():
    fitted = fit_box_noise(constant(1.5))
    assert fitted.looseness == pytest.approx(1.5**2)
    assert fitted.tightness == 1
    assert fitted.shift == pytest.approx(0, abs=1e-6)
    assert fitted.jitter == pytest.approx(0, abs=1e-6)
    fitted = fit_box_noise(constant(0.5))
    assert (fitted.looseness, fitted.tightness) == (1, pytest.approx(0.25))


def test_a_person_never_found_counts_for_drop():
    tubes = constant(1.0)
    never = [
        MatchedTube(
            np.arange(11),
            np.ones((11, 4)),
            np.full((11, 4), np.nan),
            np.zeros(11, bool),
        )
    ] * len(tubes)
    keys = sum(len(t.found) for t in tubes)
    # 10 of 11 of these are missing: one is left, as in the noise
    expected = 10 * len(never) / (keys + 11 * len(never))
    assert abs(fit_box_noise(tubes + never).drop - expected) < 0.01


def test_ious_of_drawn_and_redrawn_boxes_agree():
    params = BoxNoiseParams(tightness=0.6, drift=0.3)
    tubes = draw(params, 300)
    real, drawn = compare_ious(tubes, params)
    assert (
        len(drawn) == 10 * len(real) == 10 * sum(len(t.found) for t in tubes)
    )
    points = [0.1, 0.5, 0.9]
    np.testing.assert_allclose(
        np.quantile(real, points), np.quantile(drawn, points), atol=0.03
    )
    _, other = compare_ious(tubes, BoxNoiseParams(looseness=4.0))
    assert np.mean(other) < np.mean(real) - 0.1


def test_ious_by_hand():
    """Squares of 10 pixels: moved by half, missing, and never found."""
    clean = np.array([[0.0, 0, 4, 10]] * 3)
    boxes = clean + [[0] * 4, [9] * 4, [10 / 2, 0, 10 / 2, 0]]
    seen = MatchedTube(
        np.array([0, 1, 4]), clean, boxes, np.array([True, False, True])
    )
    never = MatchedTube(np.arange(3), clean, boxes, np.zeros(3, bool))
    real, _ = compare_ious([seen, never], BoxNoiseParams())
    quarter = 10 / 8  # a quarter of the way from no shift to 5 pixels
    np.testing.assert_allclose(
        real, [1, (10 - quarter) / (10 + quarter), 1 / 3]
    )


def test_too_few_tubes():
    tubes = draw(BoxNoiseParams(), 9)
    short = draw(BoxNoiseParams(drop=0), 20, frames=(2, 3))
    with pytest.raises(
        ValueError,
        match='at least 10 persons with 3 or more '
        'detected boxes are needed; of 29 there are 9',
    ):
        fit_box_noise(tubes + short)
