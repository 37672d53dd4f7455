"""A localisation network that places K parts of one size on a person.

The recogniser is frozen, and its features are known at a lattice of places:
between these they are interpolated, in place of sampling pixels and running
the recogniser. The gradient of the loss then says which way to move by the
features half a step away, not by the next pixel, and a training takes half a
minute.
"""

from copy import deepcopy
from typing import NamedTuple, Optional, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ...transformer.localisation import LargeKernelConv
from .heads import sum_of_losses

#: Furthest place of a part's centre, in half sides of the person's square.
REACH = 0.5
#: A first stride of 4, as that of the released front end.
LAYERS = dict(kernel_sizes=(9, 7, 5), channels=(32, 64, 64), strides=(4, 2, 2))


class Draw(NamedTuple):
    """n clips as one draw of frames and boxes shows them.

    Args:
        thumbnails (Tensor): (n, T, 64, 64, 3) uint8, what is looked at.
        whole (Tensor): (n, C) features of the person's square.
        parts (Tensor): (n, C, R, R) features of parts, at R rows and columns
            of places from -REACH to REACH.
    """

    thumbnails: Tensor
    whole: Tensor
    parts: Tensor

    def __getitem__(self, clips) -> 'Draw':
        return Draw(*(value[clips] for value in tuple(self)))

    def at(self, places: Tensor) -> Tensor:
        """Features (K, n, C) of the parts at places (n, K, 2)."""
        grid = (places / REACH).unsqueeze(1)
        found = F.grid_sample(
            self.parts, grid, padding_mode='border', align_corners=True
        )
        return found[:, :, 0].permute(2, 0, 1)


class Locator(nn.Module):
    """Places of K parts of a clip, from large kernels, random at first.

    Args:
        start (Tensor): (K, 2) where the parts are at first.
    """

    def __init__(self, start: Tensor) -> None:
        super().__init__()
        self.network = LargeKernelConv(3, 2 * len(start), 64, **LAYERS)
        self.register_buffer('start', start)

    def forward(self, thumbnails: Tensor) -> Tensor:
        """(n, T, 64, 64, 3) uint8 to (n, K, 2)."""
        x = thumbnails.flatten(0, 1).permute(0, 3, 1, 2).float() / 127.5 - 1
        x = x.contiguous(memory_format=torch.channels_last)
        params = self.network(x).unflatten(0, thumbnails.shape[:2]).mean(1)
        shift = params.unflatten(1, (-1, 2))
        return (self.start + shift).clamp(-REACH, REACH)


class Recipe(NamedTuple):
    """How the places are learnt.

    Args:
        rate (float): Of the localisation network, over that of the heads;
            0 keeps the classification loss from it.
        release (float): Share of the training over which the weight of the
            targets falls from 1 to 0; 0 is without targets.
        random_view (bool): The heads of the parts see parts at random, too.
    """

    rate: float = 0.0
    release: float = 0.0
    random_view: bool = False


class Located(NamedTuple):
    """A localisation network with the heads of the whole and of K parts."""

    locator: Locator
    weight: Tensor
    bias: Tensor

    def scores(self, draw: Draw, places: Optional[Tensor] = None) -> Tensor:
        """(n, L), the mean over the views."""
        if places is None:
            places = self.places(draw)
        views = torch.cat([draw.whole[None], draw.at(places)])
        return torch.baddbmm(self.bias, views, self.weight).mean(0)

    @torch.no_grad()
    def places(self, draw: Draw) -> Tensor:
        """(n, K, 2), 64 clips at a time."""
        self.locator.eval()
        return torch.cat([self.locator(t) for t in draw.thumbnails.split(64)])


def learn(
    draws: Sequence[Draw],
    labels: Tensor,
    num_classes: int,
    locator: Locator,
    recipe: Recipe,
    seed: int,
    targets: Optional[Tensor] = None,
    epochs: int = 10,
) -> Located:
    """Train heads and, at its rate, a copy of the localisation network.

    Args:
        draws (Sequence[Draw]): Of the training clips; epochs take turns.
        labels (Tensor): (n,).
        num_classes (int): L.
        locator (Locator): New, or trained on targets (:func:`supervise`).
        recipe (Recipe): What moves the parts.
        seed (int): Of heads, order and dropout.
        targets (Tensor, optional): (len(draws), n, K, 2) of places.
        epochs (int): Of the heads.
    """
    torch.manual_seed(seed)
    locator = deepcopy(locator)
    views, channels = 1 + len(locator.start), draws[0].whole.shape[1]
    weight = torch.randn(views, channels, num_classes) * 0.01
    weight.requires_grad_()
    bias = torch.zeros(views, 1, num_classes, requires_grad=True)
    groups = [dict(params=[weight, bias], weight_decay=5e-3)]
    if recipe.rate:
        rate = 0.003 * recipe.rate
        groups.append(dict(params=list(locator.parameters()), lr=rate))
    optimizer = torch.optim.SGD(groups, lr=0.003, momentum=0.9)
    steps = epochs * -(-len(labels) // 16)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    locator.train(recipe.rate > 0)
    known = [None] * len(draws)
    if not recipe.rate:
        known = [Located(locator, weight, bias).places(d) for d in draws]
    step = 0
    for epoch in range(epochs):
        turn = epoch % len(draws)
        for batch in torch.randperm(len(labels)).split(16):
            draw = draws[turn][batch]
            if known[turn] is None:
                places = locator(draw.thumbnails)
            else:
                places = known[turn][batch]
            loss = _classify(draw, places, weight, bias, labels[batch], recipe)
            if recipe.release:
                share = max(0.0, 1 - step / (recipe.release * steps))
                goal = targets[turn][batch]
                loss = loss + share * (places - goal).abs().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            step += 1
    return Located(locator.eval(), weight.detach(), bias.detach())


def _classify(
    draw: Draw, places: Tensor, weight, bias, labels, recipe: Recipe
) -> Tensor:
    """Each view's own loss and, where parts are moved by it, the mean's."""
    parts = draw.at(places)
    views = F.dropout(torch.cat([draw.whole[None], parts]), 0.4)
    scores = torch.baddbmm(bias, views, weight)
    loss = sum_of_losses(scores, labels)
    if recipe.rate:
        loss = loss + sum_of_losses(scores.mean(0, keepdim=True), labels)
    if recipe.random_view:
        anywhere = (2 * torch.rand_like(places) - 1) * REACH
        views = F.dropout(draw.at(anywhere), 0.4)
        scores = torch.baddbmm(bias[1:], views, weight[1:])
        loss = loss + sum_of_losses(scores, labels)
    return loss


def supervise(
    start: Tensor,
    draws: Sequence[Draw],
    targets: Tensor,
    seed: int,
    steps: int = 200,
) -> Locator:
    """A localisation network trained on targets alone.

    L1, AdamW at 1e-3, one cosine, as re-focusing.

    Args:
        start (Tensor): (K, 2) where the parts are at first.
        draws (Sequence[Draw]): Of the training clips; steps take turns.
        targets (Tensor): (len(draws), n, K, 2) of places.
        seed (int): Of weights and order.
        steps (int): Of 16 clips.
    """
    torch.manual_seed(seed)
    locator = Locator(start)
    optimizer = torch.optim.AdamW(
        locator.parameters(), lr=1e-3, weight_decay=0.05
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for step in range(steps):
        turn = step % len(draws)
        batch = torch.randint(len(targets[turn]), (16,))
        places = locator(draws[turn].thumbnails[batch])
        loss = (places - targets[turn][batch]).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(locator.parameters(), 5)
        optimizer.step()
        schedule.step()
    return locator.eval()
