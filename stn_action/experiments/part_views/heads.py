"""Many linear heads at once, and what they say of clips they have not seen."""

from typing import Callable, List, NamedTuple, Sequence, Tuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

Heads = Tuple[Tensor, Tensor]


def train_heads(
    draws: Sequence[Tensor],
    labels: Tensor,
    num_classes: int,
    seed: int,
    epochs: int = 10,
    dropout: float = 0.4,
) -> Heads:
    """G heads side by side, each as ``front_end.heads.train_head`` has one.

    The heads share the order of the clips, and nothing else. Gradients are
    not clipped: those of a linear head on such features stay far below 20.

    Args:
        draws (Sequence[Tensor]): (G, n, C) features, one for each draw of
            frames and noise; epochs take turns.
        labels (Tensor): (n,).
        num_classes (int): L.
        seed (int): Of weights, order and dropout.
        epochs (int): Over the clips.
        dropout (float): Of the features.

    Returns:
        tuple: Weights (G, C, L) and biases (G, 1, L).
    """
    torch.manual_seed(seed)
    count, num, channels = draws[0].shape
    weight = torch.randn(count, channels, num_classes).mul_(0.01)
    weight.requires_grad_()
    bias = torch.zeros(count, 1, num_classes, requires_grad=True)
    optimizer = torch.optim.SGD(
        [weight, bias], lr=0.003, momentum=0.9, weight_decay=5e-3
    )
    steps = epochs * -(-num // 16)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(
        optimizer, steps, eta_min=3e-6
    )
    for epoch in range(epochs):
        features = draws[epoch % len(draws)]
        for batch in torch.randperm(num).split(16):
            x = F.dropout(features[:, batch], dropout)
            scores = torch.baddbmm(bias, x, weight)
            loss = sum_of_losses(scores, labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return weight.detach(), bias.detach()


def sum_of_losses(scores: Tensor, labels: Tensor) -> Tensor:
    """Of G heads, each as if alone: (G, B, L) scores, (B,) labels."""
    return len(scores) * F.cross_entropy(
        scores.flatten(0, 1), labels.repeat(len(scores)), label_smoothing=0.1
    )


class Logits(NamedTuple):
    """What heads say of clips that they have not seen.

    Args:
        test (Tensor): (S, G, n, L), of S seeds: each clip's from heads that
            were trained on the other folds.
        nested (Tensor): (K, G, n, L): ``nested[k]`` of a clip of fold j is
            from heads that know neither fold k nor fold j, so that it may
            choose what is tested on fold k. Zero in fold k itself.
    """

    test: Tensor
    nested: Tensor


def cross_fitted(
    draws: Sequence[Tensor],
    tests: Sequence[Tensor],
    labels: Tensor,
    members: Sequence[np.ndarray],
    num_classes: int,
    seeds: int,
    nested: bool = True,
    progress: Callable = lambda text: None,
) -> List[Logits]:
    """Heads for all folds, for all seeds, and for all pairs of folds.

    Args:
        draws (Sequence[Tensor]): (G, n, C) of the training draws.
        tests (Sequence[Tensor]): (G, n, C) of each test.
        labels (Tensor): (n,).
        members (Sequence[ndarray]): Numbers of the clips of each fold.
        num_classes (int): L.
        seeds (int): S.
        nested (bool): Whether to train the heads for choices.
        progress (Callable): Told about every fold.

    Returns:
        list[Logits]: One for each test.
    """
    count, num = draws[0].shape[:2]
    folds = len(members)
    found = [
        Logits(
            torch.zeros(seeds, count, num, num_classes),
            torch.zeros(folds, count, num, num_classes),
        )
        for _ in tests
    ]

    def fit(left_out, seed):
        rest = np.setdiff1d(np.arange(num), np.concatenate(left_out))
        parts = [draw[:, rest] for draw in draws]
        return train_heads(parts, labels[rest], num_classes, seed)

    for k, held in enumerate(members):
        for seed in range(seeds):
            weight, bias = fit([held], 10 * k + seed)
            for logits, test in zip(found, tests):
                logits.test[seed, :, held] = torch.baddbmm(
                    bias, test[:, held], weight
                )
        for j in range(k if nested else 0):
            weight, bias = fit([held, members[j]], 100 * k + j)
            for logits, test in zip(found, tests):
                for own, other in ((k, j), (j, k)):
                    chosen = members[other]
                    logits.nested[own][:, chosen] = torch.baddbmm(
                        bias, test[:, chosen], weight
                    )
        progress(f'fold {k}: heads trained')
    return found
