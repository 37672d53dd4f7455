"""Heads with a classifier for each of K parallel views."""

from typing import Any

import torch
from mmaction.models.heads import I3DHead, TSNHead
from mmaction.registry import MODELS
from mmengine.model.weight_init import normal_init
from torch import Tensor, nn


class ViewClassifiers(nn.Module):
    """K linear classifiers, each of its own share of the channels.

    Args:
        in_channels (int): Of all views together.
        num_classes (int): L.
        num_views (int): K.

    Raises:
        ValueError: The channels do not divide among the views.
    """

    def __init__(
        self, in_channels: int, num_classes: int, num_views: int
    ) -> None:
        super().__init__()
        if num_views < 1 or in_channels % num_views:
            raise ValueError(
                f'in_channels={in_channels} are those of all views together, '
                f'which num_views={num_views} does not divide: give the '
                "backbone's channels times the number of views"
            )
        self.views = nn.ModuleList(
            nn.Linear(in_channels // num_views, num_classes)
            for _ in range(num_views)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, K * C) to (N, K, L)."""
        parts = x.chunk(len(self.views), 1)
        return torch.stack(
            [view(part) for view, part in zip(self.views, parts)], 1
        )


class _ViewsHead:
    """Mixin: each view is classified and trained by itself.

    The score is the mean over the views, the loss the sum over them. Side by
    side in one linear layer the views share one error, and the first to
    explain a clip leaves the others nothing to learn.

    Args:
        num_views (int): K. ``in_channels`` counts all K views.
    """

    def __init__(self, *args: Any, num_views: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.num_views = num_views
        self.fc_cls = ViewClassifiers(
            self.in_channels, self.num_classes, num_views
        )

    def init_weights(self) -> None:
        for view in self.fc_cls.views:
            normal_init(view, std=self.init_std)

    def forward(self, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        """The mean of the views' scores, (N, L)."""
        return super().forward(x, *args, **kwargs).mean(1)

    def loss(self, feats: Tensor, data_samples: list, **kwargs: Any) -> dict:
        """The sum of the views' losses."""
        scores = super().forward(feats, **kwargs)
        samples = [s for s in data_samples for _ in range(self.num_views)]
        losses = self.loss_by_feat(scores.flatten(0, 1), samples)
        losses['loss_cls'] = losses['loss_cls'] * self.num_views
        return losses


@MODELS.register_module()
class TSNViewsHead(_ViewsHead, TSNHead):
    """:class:`TSNHead` with a classifier for each of K parallel views."""


@MODELS.register_module()
class I3DViewsHead(_ViewsHead, I3DHead):
    """:class:`I3DHead` with a classifier for each of K parallel views."""
