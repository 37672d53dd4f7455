"""Bootstrap intervals for samples of two levels: trainings, and clips in them.

SciPy's ``bootstrap`` resamples one level. Here both are random: another
person would get other trainings and film other clips.
"""

from typing import Optional, Sequence, Tuple

import numpy as np

Groups = Sequence[np.ndarray]
#: Estimate, lower and upper bound.
Interval = Tuple[float, float, float]


def pooled_mean(groups: Groups) -> float:
    """Mean over the clips (first axis) of all trainings."""
    return float(np.mean(np.concatenate(groups)))


def mean_class_accuracy(correct: np.ndarray, labels: np.ndarray) -> float:
    """Mean of the classes' accuracies, over the classes that occur."""
    return float(
        np.mean([correct[labels == k].mean() for k in np.unique(labels)])
    )


def bootstrap_means(
    groups: Groups, repeats: int = 2000, seed: int = 0
) -> np.ndarray:
    """Pooled means of resampled trainings and clips.

    Trainings are drawn with replacement, then clips within each.

    Args:
        groups (Sequence[ndarray]): For each training, (clips, ...) values.
        repeats (int): R, resamplings.
        seed (int): Seed of the resampling.

    Returns:
        ndarray: (R, ...).
    """
    rng = np.random.default_rng(seed)
    chosen = rng.integers(len(groups), size=(repeats, len(groups)))
    total = np.zeros((repeats, *groups[0].shape[1:]))
    for i, group in enumerate(groups):
        draws, _ = np.nonzero(chosen == i)
        clips = rng.integers(len(group), size=(len(draws), len(group)))
        np.add.at(total, draws, group[clips].sum(1))
    count = np.array([len(g) for g in groups])[chosen].sum(1)
    return total / count.reshape(-1, *[1] * (total.ndim - 1))


def percentile_interval(
    values: np.ndarray, confidence: float = 0.95
) -> Tuple[float, float]:
    """Bounds of the middle ``confidence`` of the values, NaNs left out."""
    tail = (1 - confidence) / 2 * 100
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return float(low), float(high)


def mean_with_interval(groups: Groups) -> Interval:
    """The pooled mean and its 95 % interval by :func:`bootstrap_means`."""
    return pooled_mean(groups), *percentile_interval(bootstrap_means(groups))


def recovered_share(groups: Groups) -> Optional[Interval]:
    """The share of a gap in accuracy that a model closes.

    Let a be the model's accuracy on poor boxes, r that of the reference on
    the same boxes, and c that of the reference on good boxes. The share is
    (a - r) / (c - r): 0 where the model is no better than the reference, 1
    where it is as good on poor boxes as the reference is on good ones.

    Args:
        groups (Sequence[ndarray]): For each training, (clips, 3) of a, r, c.

    Returns:
        tuple | None: Share and 95 % interval. None where the interval of the
        gap c - r includes 0: the share is then a division by about 0.
    """
    ours, reference, clean = bootstrap_means(groups).T
    low, high = percentile_interval(clean - reference)
    if low <= 0 <= high:
        return None
    gap = np.where(clean == reference, np.nan, clean - reference)
    a, r, c = np.concatenate(groups).mean(0)
    return float((a - r) / (c - r)), *percentile_interval(
        (ours - reference) / gap
    )
