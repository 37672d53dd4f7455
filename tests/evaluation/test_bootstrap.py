import numpy as np
import pytest

from stn_action.evaluation.bootstrap import (
    bootstrap_means,
    mean_class_accuracy,
    mean_with_interval,
    percentile_interval,
    pooled_mean,
    recovered_share,
)


def test_means_by_hand():
    assert pooled_mean([np.array([1.0, 1, 1]), np.array([0.0])]) == 0.75
    labels, correct = np.array([5, 5, 5, 9]), np.array([1, 1, 0, 0])
    assert mean_class_accuracy(correct, labels) == pytest.approx(1 / 3)


def test_interval_of_a_mean_is_that_of_theory():
    values = np.random.default_rng(1).normal(3, 2, 400)
    mean, low, high = mean_with_interval([values])
    half = 1.96 * values.std() / 20
    assert mean == values.mean()
    assert low == pytest.approx(mean - half, abs=0.15 * half)
    assert high == pytest.approx(mean + half, abs=0.15 * half)


def test_percentiles_by_hand():
    values = np.array([*range(101), np.nan])
    assert percentile_interval(values, 0.9) == pytest.approx((5, 95))


def test_the_interval_is_over_trainings_too():
    # No spread within a training, 0 and 1 between two: of the four draws of
    # two trainings one has mean 0, one mean 1, two have .5.
    groups = [np.zeros(50), np.ones(50)]
    means = bootstrap_means(groups)
    assert set(means) == {0, 0.5, 1}
    assert abs((means == 0.5).mean() - 0.5) < 0.04
    assert mean_with_interval(groups) == (0.5, 0, 1)
    one = percentile_interval(bootstrap_means([np.concatenate(groups)]))
    assert 0.35 < one[0] < 0.45 and 0.55 < one[1] < 0.65


def test_means_are_pooled_over_clips():
    # A training of 30 clips weighs three times one of 10.
    means = bootstrap_means([np.zeros(10), np.ones(30)])
    assert sorted(set(means)) == [0, 0.75, 1]


def test_columns_stay_paired_and_the_seed_decides():
    values = np.random.default_rng(0).random((30, 1))
    groups = [np.concatenate([values, 1 - values], 1)]
    means = bootstrap_means(groups, repeats=50)
    assert means.shape == (50, 2) and means.std() > 0
    np.testing.assert_allclose(means.sum(1), 1)
    assert (means == bootstrap_means(groups, repeats=50)).all()
    assert (means != bootstrap_means(groups, repeats=50, seed=1)).any()


def accuracies(ours, reference, clean, clips=40):
    """(clips, 3) of 0 and 1 with these shares of ones."""
    columns = [
        np.arange(clips) < share * clips for share in (ours, reference, clean)
    ]
    return np.stack(columns, 1).astype(float)


def test_recovered_share_by_hand():
    groups = [accuracies(0.5, 0.25, 0.75), accuracies(0.75, 0.25, 0.75)]
    share, low, high = recovered_share(groups)
    assert share == pytest.approx((0.625 - 0.25) / (0.75 - 0.25))
    assert 0.3 < low < 0.6 and high == pytest.approx(1)
    worse = recovered_share([accuracies(0.2, 0.25, 0.75)])
    assert worse[0] == pytest.approx(-0.05 / 0.5) and worse[1] < 0


def test_no_share_of_a_gap_that_may_be_none():
    assert recovered_share([accuracies(0.5, 0.5, 0.5)]) is None
    assert recovered_share([accuracies(0.9, 0.5, 0.525)]) is None
    # A gap the other way round: good boxes do harm, and it is certain.
    share, _, _ = recovered_share([accuracies(0.5, 0.75, 0.25)])
    assert share == pytest.approx(0.5)
