"""Features of a frozen image network and linear heads on them."""

from typing import List, Optional, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ...tubes import crop_regions
from .clips import Clips
from .views import cut_regions

#: Clips a forward pass.
_BATCH = 16


@torch.no_grad()
def clip_features(
    backbone: nn.Module,
    clips: Clips,
    frames: np.ndarray,
    squares: np.ndarray,
    size: int,
    flip: Optional[np.ndarray] = None,
) -> Tensor:
    """Mean over frames and places of the last feature map.

    Args:
        backbone (nn.Module): (B, 3, H, W) in [-1, 1] to (B, C, h, w).
        clips (Clips): All n clips.
        frames (ndarray): (n, T) numbers of frames.
        squares (ndarray): (n, T, 4) what is cut, in pixels of the frame. A
            box that is no square is made one: the whole frame with bars.
        size (int): Side in pixels that it is resized to, once.
        flip (ndarray, optional): (n,) bool, clips that are mirrored.

    Returns:
        Tensor: (n, C).
    """
    out = []
    for batch in torch.arange(len(clips)).split(_BATCH):
        crops = []
        for i in batch.tolist():
            regions = crop_regions(squares[i])
            crop = cut_regions(clips.frames(i), frames[i], regions, size)
            mirrored = flip is not None and flip[i]
            crops.append(crop[:, :, ::-1] if mirrored else crop)
        x = torch.from_numpy(np.concatenate(crops)).permute(0, 3, 1, 2)
        x = (x.float() / 127.5 - 1).contiguous(
            memory_format=torch.channels_last
        )
        maps = backbone(x).float().mean((2, 3))
        out.append(maps.unflatten(0, (len(batch), -1)).mean(1))
    return torch.cat(out)


def train_head(
    draws: Sequence[Tensor],
    labels: Tensor,
    num_classes: int,
    seed: int,
    epochs: int = 10,
) -> nn.Linear:
    """A TSN's head as configs/jhmdb trains it (sgd_10e_head.py).

    Args:
        draws (Sequence[Tensor]): (n, C) features of the training clips, one
            for each draw of frames and noise; epochs take turns.
        labels (Tensor): (n,).
        num_classes (int): K.
        seed (int): Of weights, order and dropout.
        epochs (int): Over the clips.
    """
    torch.manual_seed(seed)
    head = nn.Linear(draws[0].shape[1], num_classes)
    nn.init.normal_(head.weight, std=0.01)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.SGD(
        head.parameters(), lr=0.003, momentum=0.9, weight_decay=5e-3
    )
    steps = epochs * -(-len(labels) // 16)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(
        optimizer, steps, eta_min=3e-6
    )
    for epoch in range(epochs):
        features = draws[epoch % len(draws)]
        for batch in torch.randperm(len(labels)).split(16):
            scores = head(F.dropout(features[batch], 0.4))
            loss = F.cross_entropy(scores, labels[batch], label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(head.parameters(), 20)
            optimizer.step()
            schedule.step()
    return head.eval()


@torch.no_grad()
def correct(
    head: nn.Linear, features: List[Tensor], labels: Tensor
) -> np.ndarray:
    """(n,) bool; the probabilities of several crops are averaged."""
    scores = sum(head(f).softmax(-1) for f in features)
    return (scores.argmax(-1) == labels).numpy()
