"""The tables of the page, with paired intervals over source videos."""

import time
from typing import Callable, Dict, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from ..front_end.curve import FRAMES
from ..front_end.table import source_interval
from .cache import MULTIPLICATIONS, SIZE
from .methods import Result, accuracy


def cost(result: Result) -> float:
    """Million multiplications of the network on a clip of three frames."""
    pictures = MULTIPLICATIONS[result.whole]
    return FRAMES * (pictures + result.parts * MULTIPLICATIONS[SIZE])


def costs(backbone: Callable, rounds: int = 20) -> str:
    """Markdown: multiplications and milliseconds of a clip, by its views.

    Each round times all of them, one after the other; of a machine's slow
    moments the medians show little.

    Args:
        backbone (Callable): (B, 3, H, W) in [-1, 1] to (B, C, h, w).
        rounds (int): One more comes first and is not counted.
    """
    ways = {
        f'whole, {size} px': Result(None, size, 0) for size in MULTIPLICATIONS
    }
    for size in (SIZE, 192):
        ways[f'{size} px and 2 parts'] = Result(None, size, 2)
    seconds = {name: [] for name in ways}
    for _ in range(rounds + 1):
        for name, way in ways.items():
            shown = [torch.zeros(FRAMES, 3, way.whole, way.whole)]
            if way.parts:
                shown.append(torch.zeros(FRAMES * way.parts, 3, SIZE, SIZE))
            shown = [x.to(memory_format=torch.channels_last) for x in shown]
            start = time.perf_counter()
            with torch.no_grad():
                for pictures in shown:
                    backbone(pictures)
            seconds[name].append(time.perf_counter() - start)
    lines = [
        '| views | million multiplications a clip | ms a clip |',
        '|---|---|---|',
        *(
            f'| {name} | {cost(way):.0f} '
            f'| {1e3 * np.median(seconds[name][1:]):.0f} |'
            for name, way in ways.items()
        ),
    ]
    return '\n'.join(lines) + '\n'


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
    """Text of the mean of (S, n) differences, with its interval."""
    each = ours.mean(0) - theirs.mean(0)
    low, high = source_interval(each, sources)
    return f'{each.mean():+.3f} [{low:+.3f}, {high:+.3f}]'


class Report:
    """What the tables say of one set of test boxes.

    Args:
        ways (dict[str, Result]): Scores of all clips.
        labels (Tensor): (n,).
        sources (Sequence): (n,) what each clip was cut from.
        which (ndarray, optional): Numbers of the clips that count.
    """

    def __init__(
        self,
        ways: Dict[str, Result],
        labels: Tensor,
        sources: Sequence,
        which: Optional[np.ndarray] = None,
    ) -> None:
        every = np.arange(len(labels)) if which is None else which
        self.ways = {
            name: r._replace(scores=r.scores[:, every])
            for name, r in ways.items()
        }
        self.labels = labels[every]
        self.sources = [sources[i] for i in every]
        self.right = {
            name: accuracy(r, self.labels) for name, r in self.ways.items()
        }

    def minus(self, ours: str, theirs: str) -> str:
        """The difference of two ways, with its interval."""
        return difference(self.right[ours], self.right[theirs], self.sources)

    def table(self, title: str) -> str:
        """Markdown: every way, its cost, and the whole at that cost."""
        lines = [
            title,
            '',
            '| views | million multiplications | top-1 (seeds) '
            '| minus whole, 112 px | minus whole at that cost |',
            '|---|---|---|---|---|',
        ]
        rival_of = rivals(self.ways, self.labels)
        for name, result in self.ways.items():
            seeds, rival = self.right[name].mean(1), rival_of[name]
            cells = [
                name,
                f'{cost(result):.0f}',
                f'{seeds.mean():.3f} ({seeds.min():.3f} to {seeds.max():.3f})',
                self.minus(name, f'whole, {SIZE} px'),
                f'{self.minus(name, rival)}, {rival[7:]}',
            ]
            lines.append('| ' + ' | '.join(cells) + ' |')
        return '\n'.join(lines) + '\n'

    def beside(self, ours: Sequence[str]) -> str:
        """Markdown: some ways minus every other one."""
        lines = [
            '| minus | ' + ' | '.join(ours) + ' |',
            '|---' * (len(ours) + 1) + '|',
        ]
        for name in self.ways:
            cells = [name, *(self.minus(our, name) for our in ours)]
            lines.append('| ' + ' | '.join(cells) + ' |')
        return '\n'.join(lines) + '\n'
