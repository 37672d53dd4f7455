"""Records and summarises a recogniser's result on each test clip."""

from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import List, Optional, Sequence

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.runner import Runner
from scipy.stats import binomtest
from torch import nn

from ..cli.box_noise import set_box_noise
from ..models.plain_view import plain_view
from ..transformer.boxes import box_iou


@dataclass(frozen=True)
class ClipOutcome:
    """The result of one clip of a test set.

    Attributes:
        index (int): Index of the clip in its data set.
        sample_id (str): Name of the clip.
        label (int): True class.
        guess (int, optional): Class with the highest score. None of a
            localisation network alone, which recognises nothing.
        true_score (float, optional): Probability that the true class got.
        box_iou (float, optional): Mean over the frames of the IoU of the
            detector's box with the true box, as ``ViewIoUMetric`` takes it.
            None where no true box is known.
        view_iou (float, optional): The same of the view. None also where the
            model has no STN, or several views of a person.
        plain_guess (int, optional): ``guess`` with the plain crop in place of
            the view; None where that was not asked for.
    """

    index: int
    sample_id: str
    label: int
    guess: Optional[int]
    true_score: Optional[float]
    box_iou: Optional[float] = None
    view_iou: Optional[float] = None
    plain_guess: Optional[int] = None

    @property
    def correct(self) -> bool:
        return self.guess == self.label

    @property
    def plain_correct(self) -> bool:
        return self.plain_guess == self.label


@dataclass(frozen=True)
class QualityBin:
    """Clips whose box has an IoU in ``[low, high)`` with the true one.

    ``accuracy`` and its ``interval`` are None of a localisation network
    alone, ``plain_accuracy`` where the plain crop was not tested.
    """

    low: float
    high: float
    clips: int
    accuracy: Optional[float]
    interval: Optional[tuple]
    view_iou: Optional[float]
    plain_accuracy: Optional[float] = None


class ClipTester:
    """Runs a recogniser over the clips of a config's test set.

    Args:
        model (nn.Module): A recogniser. It is put into evaluation mode.
        cfg (Config): With ``test_dataloader``, which is left as it is.
        box_noise (float, optional): Level of the noise on the boxes. None
            leaves the pipeline as it is.
        noise_seed (int): Seed of that noise.
        noise_family (str, optional): Family of that noise, see ``load_noise``.
            None keeps the pipeline's own.
    """

    def __init__(
        self,
        model: nn.Module,
        cfg: Config,
        box_noise: Optional[float] = None,
        noise_seed: int = 0,
        noise_family: Optional[str] = None,
    ) -> None:
        self.model = model.eval()
        loader = deepcopy(cfg.test_dataloader)
        # In the order of the data set: an outcome is known by its index.
        loader.sampler = dict(type='DefaultSampler', shuffle=False)
        if box_noise is not None:
            set_box_noise(
                loader.dataset.pipeline, box_noise, noise_seed, noise_family
            )
        self.loader = Runner.build_dataloader(loader)
        self.dataset = self.loader.dataset

    @torch.no_grad()
    def sample(self, index: int, plain: bool = False):
        """One clip: its packed inputs, and the model's data sample.

        Args:
            index (int): Of the clip.
            plain (bool): Show the model the plain crop (``plain_view``).
        """
        packed = self.dataset[index]
        with plain_view(self.model) if plain else nullcontext():
            return packed['inputs'], self._test(pseudo_collate([packed]))[0]

    @torch.no_grad()
    def outcomes(self, compare: bool = False) -> List[ClipOutcome]:
        """One for each clip, in the order of the data set.

        Args:
            compare (bool): Test each clip on the plain crop as well; the
                model has an ``stn``.
        """
        found: List[ClipOutcome] = []
        for batch in self.loader:
            plain = [None] * len(batch['data_samples'])
            if compare:
                with plain_view(self.model):  # a copy: it writes into samples
                    plain = self._test(deepcopy(batch))
            for sample, other in zip(self._test(batch), plain):
                found.append(_outcome(len(found), sample, other))
        return found

    def _test(self, batch) -> list:
        return self.model.test_step(batch)


def _outcome(index: int, sample, plain=None) -> ClipOutcome:
    label = int(sample.gt_label)
    guess = score = None
    if 'pred_label' in sample:
        guess, score = int(sample.pred_label), sample.pred_score
        if score.min() < 0 or score.sum() > 1.01:  # not averaged as 'prob'
            score = score.softmax(0)
        score = float(score[label])
    return ClipOutcome(
        index,
        sample.sample_id,
        label,
        guess,
        score,
        *_ious(sample),
        plain_guess=None if plain is None else int(plain.pred_label),
    )


def _ious(sample) -> tuple:
    """IoU of the box and of the view with the target; None if not known."""
    if 'gt_instances' not in sample or 'proposals' not in sample:
        return None, None
    target = sample.gt_instances.bboxes.float().cpu()
    box = box_iou(sample.proposals.bboxes.float().cpu(), target).mean().item()
    if 'view_boxes' not in sample or sample.view_boxes.dim() != 2:
        return box, None
    view = box_iou(sample.view_boxes.float().cpu(), target).mean().item()
    return box, view


def with_rival(
    outcomes: Sequence[ClipOutcome], rival: Sequence[ClipOutcome]
) -> List[ClipOutcome]:
    """Outcomes with the guesses of another recogniser as ``plain_guess``.

    Raises:
        ValueError: The two were not tested on the same clips.
    """
    ids = [[o.sample_id for o in side] for side in (outcomes, rival)]
    if ids[0] != ids[1]:
        raise ValueError(
            f'the recogniser without an STN was tested on other clips '
            f'({len(ids[1])}, such as {ids[1][0]}) than the one with it '
            f'({len(ids[0])}, such as {ids[0][0]}); give both configs one '
            'ann_file of test_dataloader'
        )
    return [
        replace(own, plain_guess=other.guess)
        for own, other in zip(outcomes, rival)
    ]


def confusion(outcomes: Sequence[ClipOutcome], num_classes: int) -> np.ndarray:
    """Counts (classes, classes): a row a true class, a column a guess."""
    counts = np.zeros((num_classes, num_classes), np.int64)
    for outcome in outcomes:
        counts[outcome.label, outcome.guess] += 1
    return counts


def quality_bins(
    outcomes: Sequence[ClipOutcome],
    edges: Sequence[float] = (0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01),
) -> List[QualityBin]:
    """Accuracy in bins of the box's IoU.

    Clips whose true box is not known, and bins without a clip, are left out.

    Args:
        outcomes (Sequence[ClipOutcome]): Outcomes of any test sets.
        edges (Sequence[float]): Bounds of the bins, increasing.
    """
    bins = []
    for low, high in zip(edges, edges[1:]):
        here = [
            o
            for o in outcomes
            if o.box_iou is not None and low <= o.box_iou < high
        ]
        if not here:
            continue
        hits = sum(o.correct for o in here)
        named = here[0].guess is not None
        compared = here[0].plain_guess is not None
        views = [o.view_iou for o in here if o.view_iou is not None]
        bins.append(
            QualityBin(
                low,
                min(high, 1.0),
                len(here),
                hits / len(here) if named else None,
                wilson_interval(hits, len(here)) if named else None,
                float(np.mean(views)) if views else None,
                sum(o.plain_correct for o in here) / len(here)
                if compared
                else None,
            )
        )
    return bins


def wilson_interval(hits: int, total: int) -> tuple:
    """The 95 % interval of a share, by Wilson (1927).

    It stays within 0 and 1 and has a width at 0 and at 1, too.

    Args:
        hits (int): Clips that were recognised.
        total (int): Clips, at least 1.

    Returns:
        tuple[float, float]: Lower and upper bound of the share.
    """
    interval = binomtest(hits, total).proportion_ci(method='wilson')
    return float(interval.low), float(interval.high)
