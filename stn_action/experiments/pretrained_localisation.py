"""For one experiment: a localisation network that starts pretrained, or not.

The project's localisation networks always start at random. Whether that is
worse or better is measured with this one alone, which no config of the
project names: it is found where it is imported,

    python tools/analysis_tools/ablation.py \
        configs/jhmdb/stn-refocus_attention-thumbnail_*.py \
        --import stn_action.experiments.pretrained_localisation \
        --cfg-options model.stn.localisation.type=TimmLocalisation \
        model.stn.localisation.kernel_sizes=7,5 \
        --variant random --variant ImageNet \
        model.stn.localisation.weights=checkpoints/tf_efficientnet_lite0.pth
"""

from typing import Optional, Sequence

import timm
import torch
from torch import Tensor, nn

from stn_action.transformer.localisation import LOCALISATIONS, LargeKernelConv


class TimmLocalisation(LargeKernelConv):
    """The first layers of EfficientNet-Lite0, all trained, then large kernels.

    Args:
        in_channels (int): 6, appearance and motion; the trunk sees the first
            three.
        num_params (int): P.
        size (int): S, side of the thumbnails.
        weights (str, optional): ImageNet checkpoint that the trunk starts
            from. None starts it at random.
        kernel_sizes (Sequence[int]): Kernel sizes of the convolutions after
            the trunk.
    """

    STRIDE, CHANNELS = 16, 112

    def __init__(
        self,
        in_channels: int,
        num_params: int,
        size: int,
        weights: Optional[str] = None,
        kernel_sizes: Sequence[int] = (7, 5),
    ) -> None:
        self.weights = None  # init_weights is called by the base class
        super().__init__(
            self.CHANNELS,
            num_params,
            size // self.STRIDE,
            kernel_sizes=kernel_sizes,
            channels=(64,) * len(kernel_sizes),
            strides=(1,) * (len(kernel_sizes) - 1) + (2,),
            reduce=64,
        )
        net = timm.create_model('tf_efficientnet_lite0', num_classes=0)
        self.trunk = nn.Sequential(net.conv_stem, net.bn1, *net.blocks[:5])
        self.weights = weights
        self.init_weights()

    def init_weights(self) -> None:
        super().init_weights()
        if self.weights is None:
            return
        net = timm.create_model(
            'tf_efficientnet_lite0',
            num_classes=0,
            checkpoint_path=self.weights,
        )
        trunk = nn.Sequential(net.conv_stem, net.bn1, *net.blocks[:5])
        self.trunk.load_state_dict(trunk.state_dict())

    def forward(self, thumbnails: Tensor) -> Tensor:
        frames = thumbnails[:, :3].contiguous(
            memory_format=torch.channels_last
        )
        return super().forward(self.trunk(frames))


LOCALISATIONS['TimmLocalisation'] = TimmLocalisation
