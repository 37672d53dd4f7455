"""The classifiers of the paper, with spatial transformers inside."""

import re
from typing import Optional, Sequence

import torch
from mmaction.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn

from ....transformer import SpatialTransformer
from ....transformer.notation import build_layers


@MODELS.register_module()
class PaperBackbone(BaseModule):
    """A plain network in the paper's notation.

    Example:
        >>> PaperBackbone('conv[32,9,1,0]-max[2]-fc[100]', size=28)

    Args:
        layers (str): See ``stn_action.transformer.notation``.
        size (int): Side of the square input in pixels.
        in_channels (int): Defaults to 1.
        batch_norm (bool): See :func:`build_layers`. Defaults to False.
        stn (dict, optional): Config of the :class:`SpatialTransformer` of
            feature maps. It sees the whole map (``'FeatureMap'``);
            channels and size are filled in.
        stn_before (Sequence[int]): The convolutions, counted from 0 (a network
            without convolutions has the place 0, its input), which
            have a transformer of their own before them (ST-CNN Multi of the
            paper: the first four).
        num_parallel (int): Transformers side by side at each of these
            places, each with a localisation network of its own; their views
            are joined along the channels (2x ST-FCN of the paper's MNIST
            addition). Defaults to 1.

    Raises:
        ValueError: ``layers`` is not in the notation, or ``stn_before`` names
            a convolution that does not exist.
    """

    def __init__(
        self,
        layers: str,
        size: int,
        in_channels: int = 1,
        batch_norm: bool = False,
        stn: Optional[dict] = None,
        stn_before: Sequence[int] = (),
        num_parallel: int = 1,
    ) -> None:
        super().__init__()
        stages = re.split('-(?=conv)', layers)
        if any(not 0 <= index < len(stages) for index in stn_before):
            raise ValueError(
                f'stn_before={tuple(stn_before)} must name convolutions of '
                f'{layers!r}, 0 to {len(stages) - 1}'
            )
        if num_parallel < 1:
            raise ValueError(
                f'num_parallel must be 1 or more, got {num_parallel}'
            )
        if bool(stn) != bool(stn_before):
            raise ValueError(
                'stn and stn_before go together, got '
                f'stn={stn}, stn_before={tuple(stn_before)}'
            )
        parts = []
        shape = (in_channels, size, size)
        for index, stage in enumerate(stages):
            if index in stn_before:
                parts.append(_views(stn, *shape[:2], num_parallel))
                shape = (shape[0] * num_parallel, *shape[1:])
            layer, shape = build_layers(stage, *shape[:2], batch_norm)
            parts.append(layer)
        self.layers = nn.Sequential(*parts)
        self.out_channels = torch.Size(shape).numel()

    def init_weights(self) -> None:
        """He et al. 2015; the regressors of transformers at identity."""
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
                nn.init.zeros_(module.bias)
        for module in self.modules():
            if isinstance(module, SpatialTransformer):
                module.init_weights()

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, S, S) to (N, ``out_channels``, 1, 1), nothing pooled away."""
        return self.layers(x).flatten(1)[..., None, None]


def _views(stn: dict, channels: int, size: int, num_parallel: int):
    transformers = [
        _FeatureTransformer(stn, channels, size) for _ in range(num_parallel)
    ]
    return transformers[0] if num_parallel == 1 else _Parallel(transformers)


class _Parallel(nn.ModuleList):
    """Several views of the same maps, joined along the channels."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([transformer(x) for transformer in self], 1)


class _FeatureTransformer(nn.Module):
    """A spatial transformer of feature maps that passes on the view alone."""

    def __init__(self, stn: dict, channels: int, size: int) -> None:
        super().__init__()
        stn = dict(stn)
        localisation = stn.pop('localisation')
        self.stn = SpatialTransformer(
            localisation=dict(localisation, size=size),
            looks_at=dict(type='FeatureMap', channels=channels),
            **stn,
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.stn(x)[0]
