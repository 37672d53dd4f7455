"""Classifiers of volumes: projected, with or without being turned first."""

from typing import Optional, Sequence

from mmaction.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn

from ....transformer.notation import build_layers
from ....transformer.volumetric import VolumetricTransformer, project


@MODELS.register_module()
class VolumeBackbone(BaseModule):
    """A volume, its projection onto a plane, and a plain 2-D network.

    Args:
        layers (str): Of the 2-D network, see ``transformer.notation``. None
            of them where ``convolutions`` are given.
        size (int): S, side of the cube in voxels.
        stn (dict, optional): Arguments of :class:`VolumetricTransformer`,
            which turns the volume before it is projected.
        projection (str): ``'mean'``, ``'max'`` or ``'sum'``.
        convolutions (Sequence[int], optional): Channels of 3-D convolutions
            of 5 x 5 x 5, stride 2, in place of projection and 2-D network:
            the baseline that sees the volume whole.
    """

    def __init__(
        self,
        size: int,
        layers: Optional[str] = None,
        stn: Optional[dict] = None,
        projection: str = 'max',
        convolutions: Optional[Sequence[int]] = None,
    ) -> None:
        super().__init__()
        if (layers is None) == (convolutions is None):
            raise ValueError(
                'VolumeBackbone takes either layers, behind a projection, or '
                f'convolutions; got layers={layers!r} and '
                f'convolutions={convolutions}'
            )
        self.projection = projection
        self.stn = stn and VolumetricTransformer(size, **stn)
        if layers is not None:
            self.layers, shape = build_layers(layers, 1, size)
            self.out_channels = shape[0]
            for extent in shape[1:]:
                self.out_channels *= extent
        else:
            self.layers = _convolutions(convolutions)
            self.out_channels = convolutions[-1] * 8
        self.flat = layers is not None

    def init_weights(self) -> None:
        """He et al. 2015; a transformer starts at the identity."""
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Conv3d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
                nn.init.zeros_(module.bias)
        if self.stn:
            self.stn.init_weights()

    def forward(self, x: Tensor) -> Tensor:
        """(N, S, S, S) to (N, ``out_channels``, 1, 1)."""
        volume = x.unsqueeze(1)
        if self.stn:
            volume, _ = self.stn(volume)
        if self.flat:
            volume = project(volume, self.projection)
        return self.layers(volume).flatten(1)[..., None, None]


def _convolutions(channels: Sequence[int]) -> nn.Sequential:
    layers, seen = [], 1
    for width in channels:
        layers += [nn.Conv3d(seen, width, 5, 2, 2), nn.ReLU(inplace=True)]
        seen = width
    return nn.Sequential(*layers, nn.AdaptiveMaxPool3d(2))
