"""Which parts to show: chosen by what helped on clips not trained on."""

from typing import List, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

#: Scores are sharpened by this before they count as probabilities: heads that
#: were trained for 10 epochs with smoothed labels are less sure than right.
SHARPNESS = 2.0


def log_likelihood(scores: Tensor, labels: Tensor) -> Tensor:
    """(..., n) of the right class, of scores (..., n, L)."""
    logp = (SHARPNESS * scores).log_softmax(-1)
    index = labels.view(-1, 1).expand(*logp.shape[:-1], 1)
    return logp.gather(-1, index).squeeze(-1)


def best_parts(
    logits: Tensor,
    labels: Tensor,
    start: Sequence[int],
    candidates: Sequence[int],
    count: int,
) -> List[int]:
    """Parts that help all clips, one after the other.

    Args:
        logits (Tensor): (G, n, L) of every view, of clips that their heads
            were not trained on.
        labels (Tensor): (n,).
        start (Sequence[int]): Views that are there already.
        candidates (Sequence[int]): Views to choose from.
        count (int): How many to add.

    Returns:
        list[int]: The ``count`` views, best first.
    """
    chosen = list(start)
    for _ in range(count):
        fused = {
            g: logits[[*chosen, g]].mean(0)
            for g in candidates
            if g not in chosen
        }
        chosen.append(
            max(
                fused,
                key=lambda g: log_likelihood(fused[g], labels).mean().item(),
            )
        )
    return chosen[len(start) :]


def gains(
    logits: Tensor,
    labels: Tensor,
    start: Sequence[int],
    candidates: Sequence[int],
) -> Tensor:
    """What each candidate adds to each clip: (n, len(candidates)) nats.

    Arguments as of :func:`best_parts`.
    """
    base = logits[list(start)].sum(0)
    before = log_likelihood(base / len(start), labels)
    fused = (base + logits[list(candidates)]) / (len(start) + 1)
    return (log_likelihood(fused, labels) - before).T


def ridge(inputs: Tensor, targets: Tensor, weight: float):
    """Ridge regression, as a function of new inputs.

    Args:
        inputs (Tensor): (n, C), n below C.
        targets (Tensor): (n, P).
        weight (float): Of the penalty.
    """
    mean, centre = inputs.mean(0), targets.mean(0)
    x = inputs - mean
    gram = x @ x.T + weight * torch.eye(len(x))
    solved = x.T @ torch.linalg.solve(gram, targets - centre)
    return lambda new: (new - mean) @ solved + centre


def class_positions(
    gain: Tensor, labels: Tensor, num_classes: int, shrink: float = 20.0
) -> Tensor:
    """Mean gain of each candidate for each class, (L, candidates).

    Args:
        gain (Tensor): (n, candidates).
        labels (Tensor): (n,).
        num_classes (int): L.
        shrink (float): So many clips of the mean over all classes are added.
    """
    one_hot = F.one_hot(labels, num_classes).to(gain)
    total = one_hot.T @ gain + shrink * gain.mean(0)
    return total / (one_hot.sum(0)[:, None] + shrink)
