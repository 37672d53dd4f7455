"""The ways to spend pixels that are compared: which views of each clip."""

from typing import Dict, NamedTuple, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from .cache import LARGER, SIZE
from .choice import best_parts, class_positions, gains, ridge
from .heads import Logits
from .lattice import lattice

UPPER, LOWER = (0.0, -0.5, 0.5), (0.0, 0.5, 0.5)
_CORNERS = [(x, y) for y in (-1, 1) for x in (-1, 1)]
#: Parts that nobody learns.
FIXED = {
    'upper and lower half': [UPPER, LOWER],
    'left and right half': [(-0.5, 0.0, 0.5), (0.5, 0.0, 0.5)],
    '5 tiles': [*((x / 2, y / 2, 0.5) for x, y in _CORNERS), (0.0, 0.0, 0.5)],
}


def number_of(view: Sequence[float]) -> int:
    """Of a view in the lattice, the nearest one."""
    return int(np.abs(lattice() - np.array(view)).sum(1).argmin())


def whole(size: int) -> int:
    """Number of the person's square at a size, after those of the lattice."""
    return 0 if size == SIZE else len(lattice()) + LARGER.index(size)


#: Lattice views that may be parts: all but the whole.
PARTS = list(range(1, len(lattice())))


class Result(NamedTuple):
    """Scores (S, n, L) of a way, its views, and what was chosen."""

    scores: Tensor
    whole: int
    parts: int
    chosen: object = None


class Comparison:
    """All ways on one set of test boxes.

    Args:
        logits (Logits): Of all lattice views and larger pictures.
        labels (Tensor): (n,).
        members (Sequence[ndarray]): Numbers of the clips of each fold.
        choosing (Sequence[Tensor], optional): ``nested`` logits of the draws
            that parts are selected on. By default those of ``logits``.
    """

    def __init__(
        self,
        logits: Logits,
        labels: Tensor,
        members: Sequence[np.ndarray],
        choosing: Optional[Sequence[Tensor]] = None,
    ) -> None:
        self.logits, self.labels, self.members = logits, labels, members
        self.choosing = choosing or [logits.nested]

    def others(self, fold: int) -> np.ndarray:
        """The clips that may choose for a fold."""
        return np.setdiff1d(np.arange(len(self.labels)), self.members[fold])

    def fixed(self, views: Sequence[Sequence[float]], size=SIZE) -> Result:
        """The whole and the same parts of every clip."""
        numbers = [whole(size), *map(number_of, views)]
        return Result(self.logits.test[:, numbers].mean(1), size, len(views))

    def larger(self, size: int) -> Result:
        """The whole, at more pixels."""
        return Result(self.logits.test[:, whole(size)], size, 0)

    def random(self, count: int, seed=0) -> Result:
        """The whole and ``count`` parts of each clip at random."""
        rng = np.random.default_rng(seed)
        num = len(self.labels)
        picks = np.stack(
            [rng.permutation(PARTS)[:count] for _ in range(num)], 1
        )
        return self.per_clip(torch.from_numpy(picks), [whole(SIZE)])

    def per_clip(self, picks: Tensor, start: Sequence[int]) -> Result:
        """Views ``start`` and each clip's own parts (K, n)."""
        test = self.logits.test
        clips = torch.arange(len(self.labels))
        own = torch.stack([test[:, pick, clips] for pick in picks], 1)
        scores = torch.cat([test[:, list(start)], own], 1).mean(1)
        parts = len(start) - 1 + len(picks)
        return Result(scores, SIZE, parts, picks)

    def selected(self, count: int, size: int = SIZE) -> Result:
        """Parts chosen on the other folds, the same for all clips."""
        test = self.logits.test
        scores, chosen = torch.zeros_like(test[:, 0]), []
        start = [whole(size)]
        for fold, held in enumerate(self.members):
            rest = self.others(fold)
            draws = [nested[fold][:, rest] for nested in self.choosing]
            parts = best_parts(
                torch.cat(draws, 1),
                self.labels[rest].repeat(len(draws)),
                start,
                PARTS,
                count,
            )
            scores[:, held] = test[:, start + parts][:, :, held].mean(1)
            chosen.append([tuple(lattice()[p].tolist()) for p in parts])
        return Result(scores, size, count, chosen)

    def chosen_for_each_clip(self, start, policy, glance: Tensor) -> Result:
        """One more part of each clip, by a policy learnt on other folds.

        Args:
            start (Sequence[int]): Views that are there already.
            policy (Callable): (gain, labels, glance, glance of the test
                clips, scores of the whole of these) to numbers of parts.
            glance (Tensor): (n, C) what the policy may look at.
        """
        picks = torch.zeros(len(self.labels), dtype=torch.long)
        for fold, held in enumerate(self.members):
            rest = self.others(fold)
            nested = self.choosing[0][fold][:, rest]
            gain = gains(nested, self.labels[rest], start, PARTS)
            known = self.logits.test[:, 0][:, held].mean(0)
            found = policy(
                gain, self.labels[rest], glance[rest], glance[held], known
            )
            picks[held] = torch.tensor(PARTS)[found]
        return self.per_clip(picks[None], start)

    def best_for_each_clip(self, start) -> Result:
        """A bound: the part that helps the right class most, known to none."""
        test = self.logits.test.mean(0)
        gain = gains(test, self.labels, start, PARTS)
        picks = torch.tensor(PARTS)[gain.argmax(1)]
        return self.per_clip(picks[None], start)


def by_glance(gain, labels, glance, new, known) -> Tensor:
    """The part of the highest gain, predicted from features of the whole."""
    return ridge(glance, gain, 0.3)(new).argmax(1)


def by_class(gain, labels, glance, new, known) -> Tensor:
    """The part of the highest gain for the classes the whole looks like."""
    positions = class_positions(gain, labels, known.shape[-1])
    return ((2 * known).softmax(-1) @ positions).argmax(1)


def wholes(comparison: Comparison) -> Dict[str, Result]:
    """The whole alone, at all numbers of pixels."""
    sizes = (SIZE, *LARGER)
    return {f'whole, {size} px': comparison.larger(size) for size in sizes}


def compare(comparison: Comparison, glance: Tensor) -> Dict[str, Result]:
    """All ways that need no localisation network."""
    c, up, low = comparison, number_of(UPPER), number_of(LOWER)
    ways = wholes(c)
    for name, views in FIXED.items():
        ways[f'112 px and {name}'] = c.fixed(views)
    ways['112 px and 2 random tiles'] = c.random(2)
    for size, count in ((112, 1), (112, 2), (112, 3), (160, 2), (192, 2)):
        ways[f'{size} px and {count} selected'] = c.selected(count, size)
    ways['192 px and upper and lower half'] = c.fixed([UPPER, LOWER], 192)
    ways['192 px and 5 tiles'] = c.fixed(FIXED['5 tiles'], 192)
    for start, text in (([0], '112 px'), ([0, up], '112 px, upper half')):
        for name, policy in (('glance', by_glance), ('class', by_class)):
            ways[f'{text} and 1 part of each clip, by {name}'] = (
                c.chosen_for_each_clip(start, policy, glance)
            )
        ways[f'{text} and the best part of each clip (bound)'] = (
            c.best_for_each_clip(start)
        )
    ways['112 px, upper and lower half, and 1 of each clip, by glance'] = (
        c.chosen_for_each_clip([0, up, low], by_glance, glance)
    )
    return ways


def accuracy(result: Result, labels: Tensor) -> np.ndarray:
    """(S, n) whether each seed's heads are right."""
    return (result.scores.argmax(-1) == labels).numpy()
