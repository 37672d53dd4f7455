"""Intervals over sources: clips of one film are not independent."""

from typing import Callable, Sequence, Tuple

import numpy as np


def source_interval(
    values: np.ndarray,
    sources: Sequence,
    statistic: Callable = np.mean,
    repeats: int = 2000,
    seed: int = 0,
) -> Tuple[float, float]:
    """95 % percentile interval with whole sources drawn with replacement.

    Args:
        values (ndarray): (n, ...), one row a clip.
        sources (Sequence): (n,) what each clip was cut from.
        statistic (Callable): Of rows; NaN is left out of the interval.
        repeats (int): Resamplings.
        seed (int): Of the resampling.
    """
    rng = np.random.default_rng(seed)
    _, group = np.unique(sources, return_inverse=True)
    rows = [np.flatnonzero(group == g) for g in range(group.max() + 1)]
    draws = []
    for _ in range(repeats):
        chosen = rng.integers(len(rows), size=len(rows))
        draws.append(
            statistic(values[np.concatenate([rows[g] for g in chosen])])
        )
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return float(low), float(high)


def recovered(values: np.ndarray) -> float:
    """(a - b) / (c - b) of the columns a (ours), b (loose), c (true)."""
    a, b, c = values.mean(0)
    return (a - b) / (c - b) if c != b else float('nan')


def gain_row(
    name: str,
    ours: np.ndarray,
    theirs: np.ndarray,
    sources: Sequence,
    clean=None,
) -> str:
    """One row of the table: both accuracies, gain, share of the loss."""
    low, high = source_interval(ours - theirs, sources)
    cells = [
        name,
        f'{theirs.mean():.3f}',
        f'{ours.mean():.3f}',
        f'{(ours - theirs).mean():+.3f} [{low:+.3f}, {high:+.3f}]',
        '',
    ]
    if clean is not None:
        values = np.stack([ours, theirs, clean], 1)
        low, high = source_interval(values, sources, recovered, 1000)
        cells[-1] = f'{recovered(values):.2f} [{low:.2f}, {high:.2f}]'
    return '| ' + ' | '.join(cells) + ' |'
