"""Early feature maps of somebody else's network, read without a gradient."""

from typing import List, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class FeatureReader:
    """Runs the first layers of a network and joins some of their outputs.

    It holds names alone: the network is handed over at every call, so it is
    neither owned nor trained by the one who reads. Batch norm runs on its
    stored statistics and leaves them as they are.

    Example:
        >>> FeatureReader(('conv1', 'maxpool', 'layer1', 'layer2'),
        >>>               taps=('layer2', ), channels=512, stride=8)

    Args:
        layers (Sequence[str]): Submodules, each run on the output of the one
            before.
        taps (Sequence[str]): Those of ``layers`` whose outputs are joined
            along the channels; maps of a coarser stride are repeated to the
            size of the finest.
        channels (int): Channels of the taps together.
        stride (int): Input pixels per pixel of the finest tap.

    Raises:
        ValueError: A tap is no layer.
    """

    def __init__(
        self,
        layers: Sequence[str],
        taps: Sequence[str],
        channels: int,
        stride: int,
    ) -> None:
        unknown = set(taps) - set(layers)
        if unknown or not taps:
            raise ValueError(
                f'taps must be among the layers {tuple(layers)}, '
                f'got {tuple(taps)}'
            )
        last = max(list(layers).index(tap) for tap in taps)
        self.layers = tuple(layers)[: last + 1]
        self.taps = tuple(taps)
        self.channels = channels
        self.stride = stride

    @torch.no_grad()
    def __call__(self, network: nn.Module, inputs: Tensor) -> Tensor:
        """(B, C, S, S) to feature maps (B, channels, S / stride, S / stride).

        Raises:
            ValueError: The network has no such layer, or its maps are of
                other channels or another stride than stated.
        """
        x = inputs
        found: List[Tensor] = []
        for name, layer in zip(self.layers, self._modules_of(network)):
            training = layer.training
            layer.eval()
            x = layer(x)
            layer.train(training)
            if name in self.taps:
                found.append(x)
        side = max(m.shape[-1] for m in found)
        maps = torch.cat(
            [
                m if m.shape[-1] == side else F.interpolate(m, size=side)
                for m in found
            ],
            1,
        )
        return self._checked(maps, inputs)

    def _checked(self, maps: Tensor, inputs: Tensor) -> Tensor:
        side = inputs.shape[-1] // self.stride
        if maps.shape[1:] != (self.channels, side, side):
            raise ValueError(
                f'the taps {self.taps} give {maps.shape[1]} channels of '
                f'{maps.shape[-1]} px for thumbnails of {inputs.shape[-1]} px,'
                f' but channels={self.channels} and stride={self.stride} say '
                f'{self.channels} of {side} px: correct the features of the '
                'stn'
            )
        return maps

    def _modules_of(self, network: nn.Module) -> List[nn.Module]:
        known = dict(network.named_modules())
        # The same layers, faster, if nobody looks between the folded ones.
        copy = getattr(network, 'folded', None)
        taps = [known.get(tap) for tap in self.taps]
        if copy is not None and not any(
            isinstance(t, nn.Conv2d) for t in taps
        ):
            known = dict(copy.named_modules())
        missing = [name for name in self.layers if name not in known]
        if missing:
            raise ValueError(
                f'{type(network).__name__} has no layer {missing[0]!r}, which '
                'the features of the stn name; its first ones are '
                f'{[n for n, _ in network.named_children()][:8]}'
            )
        return [known[name] for name in self.layers]
