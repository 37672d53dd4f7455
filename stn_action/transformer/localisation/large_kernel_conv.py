"""The default localisation network: a few strided large-kernel layers."""

from math import prod
from typing import List, Optional, Sequence

from torch import Tensor, nn

from .base import LocalisationNetwork


class LargeKernelConv(LocalisationNetwork):
    """Strided convolutions with large kernels, then two linear layers.

    Where a person is shows at once in a wide receptive field; small kernels
    see texture.

    Args:
        in_channels (int): Channels of the thumbnails.
        num_params (int): P, outputs.
        size (int): S, side of the thumbnails, divisible by the strides.
        kernel_sizes (Sequence[int]): Odd sizes, one for each convolution.
        channels (Sequence[int]): Output channels of each convolution.
        strides (Sequence[int], optional): Stride of each convolution. By
            default every one halves the thumbnail.
        reduce (int, optional): The input is normalised and projected to this
            many channels first, for feature maps of many channels.
        hidden (int): Width of the linear layer before the regressor.
        dropout (float): Before the linear layers.
        **kwargs: See :class:`LocalisationNetwork`.
    """

    def __init__(
        self,
        in_channels: int,
        num_params: int,
        size: int,
        kernel_sizes: Sequence[int] = (9, 7, 5, 5),
        channels: Sequence[int] = (24, 48, 64, 64),
        strides: Optional[Sequence[int]] = None,
        reduce: Optional[int] = None,
        hidden: int = 64,
        dropout: float = 0.2,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        strides = strides or (2,) * len(channels)
        _check_layers(kernel_sizes, channels, strides)
        _check_size(size, prod(strides), len(channels))
        self.features = nn.Sequential(
            *_convolutions(
                in_channels, kernel_sizes, channels, strides, reduce
            )
        )
        self.hidden = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(channels[-1] * (size // prod(strides)) ** 2, hidden),
            nn.ReLU(inplace=True),
        )
        self.regressor = nn.Linear(hidden, num_params)
        self.init_weights()

    def forward(self, thumbnails: Tensor) -> Tensor:
        return self.regressor(self.hidden(self.features(thumbnails)))


def _check_layers(
    kernel_sizes: Sequence[int],
    channels: Sequence[int],
    strides: Sequence[int],
) -> None:
    """Raise ValueError for even kernels, or settings of other lengths."""
    if not len(kernel_sizes) == len(channels) == len(strides):
        raise ValueError(
            f'kernel_sizes, channels and strides need one entry for each '
            f'convolution, got {tuple(kernel_sizes)}, {tuple(channels)} '
            f'and {tuple(strides)}'
        )
    if any(k < 1 or k % 2 == 0 for k in kernel_sizes):
        raise ValueError(
            f'kernel_sizes must be odd, got {tuple(kernel_sizes)}'
        )


def _check_size(size: int, stride: int, depth: int) -> None:
    """Raise ValueError for a side that the strides do not divide."""
    if not size:
        raise ValueError(
            'LargeKernelConv needs the side of its input, got '
            f"size={size}; with looks_at='FeatureMap' give "
            'localisation=dict(size=...)'
        )
    if size % stride:
        raise ValueError(
            'the side of what LargeKernelConv sees must be divisible by '
            f'{stride} for {depth} convolutions, got {size}'
        )


def _convolutions(
    in_channels: int,
    kernel_sizes: Sequence[int],
    channels: Sequence[int],
    strides: Sequence[int],
    reduce: Optional[int],
) -> List[nn.Module]:
    """The strided convolutions, each with batch norm and ReLU."""
    layers: List[nn.Module] = []
    if reduce:
        layers += [
            nn.BatchNorm2d(in_channels),
            nn.Conv2d(in_channels, reduce, 1, bias=False),
        ]
        in_channels = reduce
    for kernel, width, step in zip(kernel_sizes, channels, strides):
        layers += [
            nn.Conv2d(
                in_channels,
                width,
                kernel,
                stride=step,
                padding=kernel // 2,
                bias=False,
            ),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
        ]
        in_channels = width
    return layers
