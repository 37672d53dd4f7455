"""The localisation networks of the Spatial Transformer paper."""

import torch
from torch import Tensor, nn

from ..notation import build_layers
from .base import LocalisationNetwork

#: By experiment of arXiv 1506.02025, in its notation. The paper gives two
#: 5x5x20 convolutions for MNIST and one of 9x9, stride 4, for co-localisation;
#: the poolings and the last fc of those two are ours.
PAPER_LAYERS = {
    'mnist_fcn': 'fc[32]-fc[32]-fc[32]',
    'mnist_cnn': 'conv[20,5,1,0]-max[2]-conv[20,5,1,0]-max[2]-fc[20]',
    'svhn_single': 'conv[32,5,1,2]-max[2]-conv[32,5,1,2]-fc[32]-fc[32]',
    'svhn_multi': 'fc[32]-fc[32]',
    'colocalisation': 'conv[20,9,4,4]-max[2]-conv[20,5,1,2]-fc[20]',
}


class PaperLocalisation(LocalisationNetwork):
    """Any network in the paper's notation, then the regressor.

    Args:
        in_channels (int): Channels of the thumbnails, or of the feature map.
        num_params (int): P, outputs.
        size (int): Side of the square input. Where the network sees feature
            maps (``looks_at='FeatureMap'``) the config has to give it.
        layers (str): A key of ``PAPER_LAYERS``, or layers in their notation.
        batch_norm (bool): See :func:`build_layers`. Defaults to False.
        **kwargs: See :class:`LocalisationNetwork`.
    """

    def __init__(
        self,
        in_channels: int,
        num_params: int,
        size: int,
        layers: str = 'mnist_cnn',
        batch_norm: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        if not size:
            raise ValueError(
                'PaperLocalisation has fully connected layers and needs the '
                f'side of its input, got size={size}; with '
                "looks_at='FeatureMap' give localisation=dict(size=...)"
            )
        self.size = size
        self.features, shape = build_layers(
            PAPER_LAYERS.get(layers, layers), in_channels, size, batch_norm
        )
        self.flatten = nn.Flatten()
        self.regressor = nn.Linear(torch.Size(shape).numel(), num_params)
        self.init_weights()

    def forward(self, thumbnails: Tensor) -> Tensor:
        if thumbnails.shape[-2:] != (self.size, self.size):
            raise ValueError(
                f'PaperLocalisation was built for inputs of {self.size} x '
                f'{self.size}, got a tensor of shape '
                f'{tuple(thumbnails.shape)}; give localisation=dict(size=...)'
                ' the side of what it sees'
            )
        return self.regressor(self.flatten(self.features(thumbnails)))
