"""Folds for cross-validation that keep groups of samples together."""

from typing import Hashable, List, Sequence

import numpy as np


def grouped_folds(
    labels: Sequence[Hashable], groups: Sequence[Hashable], num_folds: int
) -> List[int]:
    """Give each sample a fold: no group is split, classes are balanced.

    scikit-learn's ``StratifiedGroupKFold`` without shuffling, after the
    samples are sorted: the folds do not depend on their order.

    Args:
        labels (Sequence): (n,) class of each sample.
        groups (Sequence): (n,) group of each sample, e.g. its source video.
        num_folds (int): Number of folds, >= 2 and at most that of groups.

    Returns:
        list[int]: (n,) fold of each sample, 0 to ``num_folds`` - 1.

    Raises:
        ValueError: There are fewer groups than folds.
    """
    # here, because it takes a second that --help of a tool need not wait for
    from sklearn.model_selection import StratifiedGroupKFold

    names, rows = np.unique(list(groups), return_inverse=True)
    if not 2 <= num_folds <= len(names):
        raise ValueError(
            f'{num_folds} folds of {len(names)} groups: expected '
            'at least 2 folds and a group for each.'
        )
    _, classes = np.unique(list(labels), return_inverse=True)
    order = np.lexsort((classes, rows))
    folds = np.zeros(len(order), int)
    splitter = StratifiedGroupKFold(num_folds)
    for fold, (_, held_out) in enumerate(
        splitter.split(order, classes[order], rows[order])
    ):
        folds[order[held_out]] = fold
    return folds.tolist()
