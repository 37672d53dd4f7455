"""Folds for cross-validation that keep groups of samples together."""

from typing import Hashable, List, Sequence

import numpy as np


def grouped_folds(
    labels: Sequence[Hashable], groups: Sequence[Hashable], num_folds: int
) -> List[int]:
    """Give each sample a fold: no group is split, classes are balanced.

    Greedy, the largest group first, each to the fold where the counts of
    every class over the folds then differ least. Deterministic, and
    independent of the order of the samples.

    Args:
        labels (Sequence): (n,) class of each sample.
        groups (Sequence): (n,) group of each sample, e.g. its source video.
        num_folds (int): Number of folds, >= 2 and at most that of groups.

    Returns:
        list[int]: (n,) fold of each sample, 0 to ``num_folds`` - 1.

    Raises:
        ValueError: If there are fewer groups than folds.
    """
    names = sorted(set(groups))
    if not 2 <= num_folds <= len(names):
        raise ValueError(
            f'{num_folds} folds of {len(names)} groups: expected '
            'at least 2 folds and a group for each.'
        )
    classes = {c: i for i, c in enumerate(sorted(set(labels)))}
    rows = {name: i for i, name in enumerate(names)}
    counts = np.zeros((len(names), len(classes)))
    for label, group in zip(labels, groups):
        counts[rows[group], classes[label]] += 1
    share = counts.sum(0)
    folds = np.zeros((num_folds, len(classes)))
    fold_of = np.zeros(len(names), int)
    # the widest spread over classes breaks ties between groups of one size
    order = np.lexsort((-counts.std(1), -counts.sum(1)))
    for row in order:
        costs = [
            _imbalance(folds, counts[row], f, share) for f in range(num_folds)
        ]
        fold_of[row] = min(
            range(num_folds),
            key=lambda f: (round(costs[f], 12), folds[f].sum(), f),
        )
        folds[fold_of[row]] += counts[row]
    return [int(fold_of[rows[group]]) for group in groups]


def _imbalance(
    folds: np.ndarray, extra: np.ndarray, fold: int, share: np.ndarray
) -> float:
    """Mean over classes of the spread over folds, were ``extra`` added."""
    trial = folds.copy()
    trial[fold] += extra
    return float((trial / share).std(0).mean())
