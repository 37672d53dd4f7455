"""Localisation networks that place two parts, on all folds and seeds."""

from typing import Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
import torch
from torch import Tensor

from .choice import gains
from .heads import Logits
from .lattice import lattice
from .locate import Draw, Locator, Recipe, learn, supervise
from .methods import LOWER, PARTS, UPPER

START = torch.tensor([UPPER[:2], LOWER[:2]])


class Run(NamedTuple):
    """A recipe, whether it starts on targets, and its seeds."""

    recipe: Recipe
    on_targets: bool
    seeds: Sequence[int]


class Placed(NamedTuple):
    """Scores (S, n, L) and places (S, n, 2, 2) of S seeds."""

    scores: Tensor
    places: Tensor


def _runs(random_view: bool, on_targets: bool, release: float) -> dict:
    """At AdaFocusV2's rate, and at the highest and lowest of the presets."""
    return {
        rate: Run(Recipe(rate, release, random_view), on_targets, (0, 1, 2))
        for rate in (0.1, 1e-3, 1e-5)
    }


#: All of them have views of half the side, which start as upper and lower
#: half and can move; rates are over that of the heads (SGD).
RUNS: Dict[str, Run] = {
    'stay at the start': Run(Recipe(), False, (0, 1, 2)),
    '(c) targets alone': Run(Recipe(), True, (0, 1, 2)),
    **{
        f'(a) targets, then released, {rate:g}': run
        for rate, run in _runs(False, True, 0.5).items()
    },
    **{
        f'(b) random second view, {rate:g}': run
        for rate, run in _runs(True, False, 0.0).items()
    },
    'classification alone, 1': Run(Recipe(1.0), False, (0, 1, 2)),
    'classification alone, 0.001': Run(Recipe(1e-3), False, (0, 1, 2)),
}


def draw_of(features: Dict[str, Tensor]) -> Draw:
    """The parts of half the side out of ``view_features``."""
    views = features['views'].float().mean(1)
    side = round(len(PARTS) ** 0.5)
    parts = views[:, PARTS].mT.unflatten(2, (side, side))
    return Draw(
        features['thumbnails'][:], views[:, 0].clone(), parts.contiguous()
    )


def targets_of(logits: Sequence[Tensor], labels: Tensor) -> Tensor:
    """Where each clip's upper and lower part help the right class most.

    Args:
        logits (Sequence[Tensor]): (G, n, L) of each draw, from heads that
            were not trained on the clips.
        labels (Tensor): (n,).

    Returns:
        Tensor: (draws, n, 2, 2) places.
    """
    places = torch.from_numpy(lattice()[PARTS, :2]).float()
    sides = [places[:, 1] < 0, places[:, 1] > 0]
    found = []
    for scores in logits:
        gain = gains(scores, labels, [0], PARTS)
        best = [places[side][gain[:, side].argmax(1)] for side in sides]
        found.append(torch.stack(best, 1))
    return torch.stack(found)


class Networks:
    """Trains them.

    Args:
        draws (Sequence[Draw]): For training, of all n clips.
        logits (Sequence[Logits]): Of the same draws.
        labels (Tensor): (n,).
        members (Sequence[ndarray]): Numbers of the clips of each fold.
        num_classes (int): L.
    """

    def __init__(
        self,
        draws: Sequence[Draw],
        logits: Sequence[Logits],
        labels: Tensor,
        members: Sequence[np.ndarray],
        num_classes: int,
    ) -> None:
        self.draws, self.logits, self.labels = draws, logits, labels
        self.members, self.num_classes = members, num_classes
        self._on_targets: Dict[tuple, Locator] = {}

    def run(self, run: Run, tests: Dict[str, Draw]) -> Dict[str, Placed]:
        """What a run says of held-out clips, on each test."""
        num = len(self.labels)
        found = {
            name: Placed(
                torch.zeros(len(run.seeds), num, self.num_classes),
                torch.zeros(len(run.seeds), num, *START.shape),
            )
            for name in tests
        }
        for fold, held in enumerate(self.members):
            rest = np.setdiff1d(np.arange(num), held)
            draws, labels = [d[rest] for d in self.draws], self.labels[rest]
            nested = [each.nested[fold][:, rest] for each in self.logits]
            targets = targets_of(nested, labels)
            for row, seed in enumerate(run.seeds):
                located = learn(
                    draws,
                    labels,
                    self.num_classes,
                    self._locator(run, fold, seed, draws, targets),
                    run.recipe,
                    10 * fold + seed,
                    targets if run.recipe.release else None,
                )
                for name, test in tests.items():
                    places = located.places(test[held])
                    found[name].places[row, held] = places
                    found[name].scores[row, held] = located.scores(
                        test[held], places
                    )
        return found

    def _locator(
        self, run: Run, fold: int, seed: int, draws: List[Draw], targets
    ) -> Locator:
        if not run.on_targets:
            torch.manual_seed(10 * fold + seed)
            return Locator(START)
        if (fold, seed) not in self._on_targets:
            self._on_targets[fold, seed] = supervise(
                START, draws, targets, 10 * fold + seed
            )
        return self._on_targets[fold, seed]


def motion(places: Tensor) -> Tuple[float, float]:
    """Mean way from the start, and spread over clips, in half sides."""
    way = (places - START).norm(dim=-1).mean()
    return way.item(), places.std(1).mean().item()
