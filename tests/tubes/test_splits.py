import random
from collections import Counter

import numpy as np
import pytest

from stn_action.tubes.splits import grouped_folds


def samples(seed=0):
    rng = random.Random(seed)
    out = []
    for group in range(60):
        label = rng.randrange(4)
        out += [(label, f'g{group}')] * rng.randrange(1, 6)
    return out


def test_groups_stay_together_and_classes_are_balanced():
    labels, groups = zip(*samples())
    folds = grouped_folds(labels, groups, 5)
    assert len(set(zip(groups, folds))) == len(set(groups))
    counts = Counter(zip(labels, folds))
    for label, total in Counter(labels).items():
        got = [counts[label, fold] for fold in range(5)]
        assert sum(got) == total
        assert max(got) - min(got) <= 2, got


def test_does_not_depend_on_the_order():
    data = samples(1)
    fold_of = dict(zip((g for _, g in data), grouped_folds(*zip(*data), 5)))
    random.Random(2).shuffle(data)
    again = dict(zip((g for _, g in data), grouped_folds(*zip(*data), 5)))
    assert again == fold_of


def test_every_fold_gets_something():
    folds = grouped_folds([0] * 5, list('abcde'), 5)
    assert sorted(folds) == [0, 1, 2, 3, 4]
    assert np.bincount(grouped_folds([0, 1] * 4, 'aabbccdd', 2)).tolist() == [
        4,
        4,
    ]


@pytest.mark.parametrize('num_folds', [1, 3])
def test_too_few_groups(num_folds):
    with pytest.raises(ValueError, match=f'{num_folds} folds of 2 groups'):
        grouped_folds([0, 1, 0], ['a', 'b', 'a'], num_folds)


def test_the_folds_of_weizmann_stay():
    """As configs/weizmann reports on them: 9 actors, each of 10 actions."""
    published = dict(
        daria=0, denis=1, eli=2, ido=0, ira=1, lena=2, lyova=0, moshe=1
    )
    published['shahar'] = 2
    actors = [actor for actor in published for _ in range(10)]
    folds = grouped_folds(list(range(10)) * 9, actors, 3)
    assert dict(zip(actors, folds)) == published
