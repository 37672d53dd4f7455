import numpy as np
import pytest

from stn_action.evaluation.clip_outcomes import (
    ClipOutcome,
    confusion,
    quality_bins,
    wilson_interval,
    with_rival,
)


def outcome(label, guess, box=None, view=None):
    return ClipOutcome(0, 'a#0', label, guess, 0.5, box, view)


@pytest.mark.parametrize('hits, total', [(8, 10), (0, 7), (7, 7), (33, 90)])
def test_wilson_interval_is_wilsons(hits, total):
    """Its bounds p are where (share - p)^2 = z^2 p (1 - p) / n."""
    share = hits / total
    for bound in wilson_interval(hits, total):
        variance = bound * (1 - bound) / total
        assert (share - bound) ** 2 == pytest.approx(
            1.959964**2 * variance, abs=1e-6
        )
    low, high = wilson_interval(hits, total)
    assert 0 <= low <= share <= high <= 1 and high - low > 0.1


def test_confusion():
    outcomes = [outcome(0, 0), outcome(0, 2), outcome(0, 2), outcome(1, 0)]
    assert confusion(outcomes, 3).tolist() == [[1, 0, 2], [1, 0, 0], [0, 0, 0]]


def test_quality_bins():
    outcomes = [
        outcome(0, 0, 0.1, 0.5),
        outcome(0, 1, 0.19, 0.7),
        outcome(0, 0, 0.2, 0.6),
        outcome(1, 1, 1.0, 0.9),
        outcome(1, 1),
    ]
    low, middle, high = quality_bins(outcomes, (0, 0.2, 0.5, 0.9, 1.01))
    assert (low.low, low.high, low.clips, low.accuracy) == (0, 0.2, 2, 0.5)
    assert low.view_iou == pytest.approx(0.6)
    assert (middle.clips, middle.accuracy) == (1, 1)
    assert (high.low, high.high, high.clips) == (0.9, 1, 1)
    assert np.all(np.diff([b.interval for b in (low, middle, high)]) > 0)
    assert quality_bins([outcome(0, 0)]) == []
    assert quality_bins([outcome(0, 0, 0.9)])[0].view_iou is None


def test_a_rival_of_other_clips_is_refused():
    own = [outcome(0, 1), outcome(1, 1)]
    found = with_rival(own, [outcome(0, 0), outcome(1, 0)])
    assert [o.plain_guess for o in found] == [0, 0]
    assert [o.plain_correct for o in found] == [True, False]
    assert (
        quality_bins(with_rival([outcome(0, 1, 0.9)], [outcome(0, 0)]))[
            0
        ].plain_accuracy
        == 1
    )
    with pytest.raises(ValueError, match=r'other clips \(1, such as a#0\)'):
        with_rival(own, own[:1])


def test_bins_of_a_localisation_network_alone():
    (found,) = quality_bins([outcome(0, None, 0.9, 0.8)])
    assert found.accuracy is found.interval is found.plain_accuracy is None
    assert (found.clips, found.view_iou) == (1, 0.8)
