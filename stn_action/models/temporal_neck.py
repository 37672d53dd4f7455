"""Temporal convolutions on the maps of a frame-wise backbone."""

from mmaction.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn


@MODELS.register_module()
class TemporalNeck(BaseModule):
    """The temporal half of an R(2+1)D network, on top of its spatial half.

    Residual blocks of a 1x1x1 reduction, a temporal convolution and a 1x1x1
    expansion whose last batch norm starts at zero: at the start the neck is
    the identity, the way inflated networks start as their image network.

    Args:
        channels (int): C' of the maps.
        width (int): Channels of the temporal convolutions. Defaults to 128.
        depth (int): Number of blocks. Defaults to 2.
        kernel_size (int): Odd, frames. Defaults to 3.
    """

    def __init__(
        self,
        channels: int,
        width: int = 128,
        depth: int = 2,
        kernel_size: int = 3,
    ) -> None:
        super().__init__()
        if kernel_size % 2 == 0:
            raise ValueError(f'kernel_size must be odd, got {kernel_size}')
        self.blocks = nn.ModuleList(
            [
                nn.Sequential(
                    nn.Conv3d(channels, width, 1, bias=False),
                    nn.BatchNorm3d(width),
                    nn.ReLU(inplace=True),
                    nn.Conv3d(
                        width,
                        width,
                        (kernel_size, 1, 1),
                        padding=(kernel_size // 2, 0, 0),
                        bias=False,
                    ),
                    nn.BatchNorm3d(width),
                    nn.ReLU(inplace=True),
                    nn.Conv3d(width, channels, 1, bias=False),
                    nn.BatchNorm3d(channels),
                )
                for _ in range(depth)
            ]
        )
        self.init_weights()

    def init_weights(self) -> None:
        """Identity: the last batch norm of each block scales by zero."""
        for block in self.blocks:
            nn.init.zeros_(block[-1].weight)

    def forward(self, x: Tensor, data_samples=None) -> tuple:
        """(B, C', T, h, w) to the same, and no auxiliary losses."""
        for block in self.blocks:
            x = x + block(x)
        return x, dict()
