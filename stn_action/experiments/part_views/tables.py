"""The tables of the page, with paired intervals over source videos."""

from typing import Dict, Sequence

import numpy as np

from ..front_end.curve import FRAMES
from ..front_end.table import source_interval
from .cache import MULTIPLICATIONS, SIZE
from .methods import Result, accuracy


def cost(result: Result) -> float:
    """Million multiplications of the network on a clip of three frames."""
    pictures = MULTIPLICATIONS[result.whole]
    return FRAMES * (pictures + result.parts * MULTIPLICATIONS[SIZE])


def rivals(ways: Dict[str, Result], labels) -> Dict[str, str]:
    """The whole at the best of the sizes that cost at most as much.

    A tenth more counts as equal: there is no size between 192 and 208 px, of
    2.67 and 3.30 pictures of 112.
    """
    plain = {n: r for n, r in ways.items() if not r.parts}
    best = {n: accuracy(r, labels).mean() for n, r in plain.items()}
    found = {}
    for name, result in ways.items():
        within = [n for n, r in plain.items() if cost(r) <= 1.1 * cost(result)]
        found[name] = max(within, key=lambda n: (best[n], cost(plain[n])))
    return found


def difference(ours: np.ndarray, theirs: np.ndarray, sources) -> str:
    """Of (S, n) right or not, with its interval."""
    each = ours.mean(0) - theirs.mean(0)
    low, high = source_interval(each, sources)
    return f'{each.mean():+.3f} [{low:+.3f}, {high:+.3f}]'


def table(
    ways: Dict[str, Result], labels, sources: Sequence, title: str
) -> str:
    """Markdown: every way, its cost, and the plain network at that cost."""
    right = {name: accuracy(r, labels) for name, r in ways.items()}
    lines = [
        title,
        '',
        '| views | million multiplications | top-1 (seeds) '
        '| minus whole, 112 px | minus whole at that cost |',
        '|---|---|---|---|---|',
    ]
    rival_of = rivals(ways, labels)
    for name, result in ways.items():
        seeds = right[name].mean(1)
        rival = rival_of[name]
        cells = [
            name,
            f'{cost(result):.0f}',
            f'{seeds.mean():.3f} ({seeds.min():.3f} to {seeds.max():.3f})',
            difference(right[name], right[f'whole, {SIZE} px'], sources),
            f'{difference(right[name], right[rival], sources)}, {rival[7:]}',
        ]
        lines.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines) + '\n'
