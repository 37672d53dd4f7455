"""What became of every clip of a test set, and accuracy against box quality."""

from dataclasses import dataclass
from typing import List, Optional, Sequence

import numpy as np
import torch
from mmaction.registry import DATASETS
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from torch import nn

from ..cli.launch import set_box_noise
from ..models.view_boxes import box_iou


@dataclass(frozen=True)
class ClipOutcome:
    """One clip of a test set.

    ``true_score`` is the probability given to the true class; ``box_iou`` and
    ``view_iou`` are those of ``ViewIoUMetric``, None where no true box is
    known (or there is no STN).
    """

    index: int
    sample_id: str
    label: int
    guess: int
    true_score: float
    box_iou: Optional[float] = None
    view_iou: Optional[float] = None

    @property
    def correct(self) -> bool:
        return self.guess == self.label


@dataclass(frozen=True)
class QualityBin:
    """Clips whose box has an IoU in ``[low, high)`` with the true one."""

    low: float
    high: float
    clips: int
    accuracy: float
    interval: tuple
    view_iou: Optional[float]


class ClipTester:
    """Runs a recogniser over the clips of a config's test set.

    Args:
        model (nn.Module): A recogniser.
        cfg (Config): With ``test_dataloader``.
        box_noise (float, optional): Level of noise on the boxes; None leaves
            the pipeline as it is.
        noise_seed (int): Of that noise.
    """

    def __init__(
        self,
        model: nn.Module,
        cfg: Config,
        box_noise: Optional[float] = None,
        noise_seed: int = 0,
    ) -> None:
        self.model = model
        dataset = Config(dict(dataset=cfg.test_dataloader.dataset)).dataset
        if box_noise is not None:
            set_box_noise(dataset.pipeline, box_noise, noise_seed)
        self.dataset = DATASETS.build(dataset)

    @torch.no_grad()
    def sample(self, index: int):
        """Inputs as packed, and the data sample out of the model."""
        packed = self.dataset[index]
        return packed['inputs'], self.model.test_step(
            pseudo_collate([packed])
        )[0]

    def outcome(self, index: int) -> ClipOutcome:
        _, sample = self.sample(index)
        label, guess = int(sample.gt_label), int(sample.pred_label)
        score = sample.pred_score
        if score.min() < 0 or score.sum() > 1.01:  # not averaged as 'prob'
            score = score.softmax(0)
        return ClipOutcome(
            index,
            sample.sample_id,
            label,
            guess,
            float(score[label]),
            *_ious(sample),
        )

    def outcomes(self) -> List[ClipOutcome]:
        return [self.outcome(i) for i in range(len(self.dataset))]


def _ious(sample) -> tuple:
    """IoU of box and of view with the target, None if not known."""
    if 'gt_instances' not in sample or 'proposals' not in sample:
        return None, None
    target = sample.gt_instances.bboxes.float().cpu()
    box = box_iou(sample.proposals.bboxes.float().cpu(), target).mean().item()
    if 'view_boxes' not in sample or sample.view_boxes.dim() != 2:
        return box, None
    view = box_iou(sample.view_boxes.float().cpu(), target).mean().item()
    return box, view


def confusion(outcomes: Sequence[ClipOutcome], num_classes: int) -> np.ndarray:
    """(classes, classes) counts, true classes down, guesses across."""
    counts = np.zeros((num_classes, num_classes), np.int64)
    for outcome in outcomes:
        counts[outcome.label, outcome.guess] += 1
    return counts


def quality_bins(
    outcomes: Sequence[ClipOutcome],
    edges: Sequence[float] = (0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01),
) -> List[QualityBin]:
    """Accuracy by IoU of the box; bins without a clip are left out."""
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
        views = [o.view_iou for o in here if o.view_iou is not None]
        bins.append(
            QualityBin(
                low,
                min(high, 1.0),
                len(here),
                hits / len(here),
                wilson_interval(hits, len(here)),
                float(np.mean(views)) if views else None,
            )
        )
    return bins


def wilson_interval(hits: int, total: int, z: float = 1.96) -> tuple:
    """95 % interval of a share (Wilson 1927), right at 0 and 1 too."""
    share = hits / total
    centre = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = (
        z
        / (1 + z**2 / total)
        * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    )
    return float(centre - half), float(centre + half)
