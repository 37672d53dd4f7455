"""A localisation network whose cells vote for where the person is."""

from math import prod
from typing import Any, Optional, Sequence

import torch
from torch import Tensor, nn

from .base import LocalisationNetwork

#: Families of up to so many parameters (affine) end in the shift (tx, ty).
_ENDS_IN_SHIFT = 6


class VotingConv(LocalisationNetwork):
    """Large-kernel convolutions; each cell of the last map votes.

    A cell says where the centre is as seen from itself, how large the view
    is, and how much its word counts for each parameter; a softmax over the
    cells weighs the votes. Moving the picture moves the votes along, so the
    network need not learn anew at each place what a person looks like, as one
    that flattens its last map must. With the last layer at zero all cells
    count alike and their places average to the middle: the identity.

    The first convolution has a stride of 4: where a person is shows in a few
    wide kernels, and most of the time would go into the finest map.

    Args:
        in_channels (int): Channels of the thumbnails.
        num_params (int): P, outputs.
        size (int): S, side of the thumbnails, divisible by the strides.
        kernel_sizes (Sequence[int]): Odd sizes, one for each convolution.
        channels (Sequence[int]): Output channels of each convolution.
        strides (Sequence[int]): Of each convolution. One that keeps size and
            channels adds to its input (a residual).
        hidden (int): Channels of the layer before the votes.
        dropout (float): Chance of a channel of the last map to be dropped.
        shift (Sequence[int], optional): Which two parameters are (tx, ty).
            By default the last two, as in all families from ``translation``
            to ``affine``.
        **kwargs: See :class:`LocalisationNetwork`.
    """

    def __init__(
        self,
        in_channels: int,
        num_params: int,
        size: int,
        kernel_sizes: Sequence[int] = (9, 7, 5, 5),
        channels: Sequence[int] = (32, 64, 64, 64),
        strides: Sequence[int] = (4, 2, 1, 1),
        hidden: int = 64,
        dropout: float = 0.0,
        shift: Optional[Sequence[int]] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        _check(size, kernel_sizes, channels, strides)
        if shift is None:
            if not 2 <= num_params <= _ENDS_IN_SHIFT:
                raise ValueError(
                    f'VotingConv knows no shift among {num_params} parameters:'
                    ' take a family from translation to affine, or say which '
                    'two are (tx, ty), shift=(i, j)'
                )
            shift = (num_params - 2, num_params - 1)
        layers = []
        for kernel, width, stride in zip(kernel_sizes, channels, strides):
            layers.append(_ConvLayer(in_channels, width, kernel, stride))
            in_channels = width
        self.features = nn.Sequential(*layers)
        self.hidden = nn.Sequential(
            nn.Dropout2d(dropout),
            nn.Conv2d(in_channels, hidden, 1),
            nn.ReLU(inplace=True),
        )
        self.regressor = nn.Linear(hidden, 2 * num_params)
        cells = size // prod(strides)
        self.register_buffer(
            'places', _places(cells, num_params, shift), persistent=False
        )
        self.init_weights()
        # 3 times as fast on a CPU, and no slower elsewhere
        self.to(memory_format=torch.channels_last)

    def forward(self, thumbnails: Tensor) -> Tensor:
        maps = self.features(
            thumbnails.contiguous(memory_format=torch.channels_last)
        )
        cells = self.hidden(maps).flatten(2).mT
        # in float32: bf16 knows places to a hundredth of the view
        votes, weights = self.regressor(cells).float().chunk(2, -1)
        return ((votes + self.places) * weights.softmax(1)).sum(1)


class _ConvLayer(nn.Module):
    """Convolution, batch norm, ReLU; added to the input where it fits."""

    def __init__(
        self, channels_in: int, channels: int, kernel: int, stride: int
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            channels_in,
            channels,
            kernel,
            stride=stride,
            padding=kernel // 2,
            bias=False,
        )
        self.norm = nn.BatchNorm2d(channels)
        self.residual = stride == 1 and channels_in == channels

    def forward(self, x: Tensor) -> Tensor:
        out = self.norm(self.conv(x)).relu()
        return x + out if self.residual else out


def _places(cells: int, num_params: int, shift: Sequence[int]) -> Tensor:
    """Where each cell is, (cells^2, P): 0 but for the two of the shift."""
    middle = (torch.arange(cells) * 2.0 + 1) / cells - 1
    places = torch.zeros(num_params, cells, cells)
    places[shift[0]] = middle.view(1, -1)
    places[shift[1]] = middle.view(-1, 1)
    return places.flatten(1).mT.contiguous()


def _check(
    size: int,
    kernel_sizes: Sequence[int],
    channels: Sequence[int],
    strides: Sequence[int],
) -> None:
    if not len(kernel_sizes) == len(channels) == len(strides):
        raise ValueError(
            'kernel_sizes, channels and strides need one entry for each '
            f'convolution, got {tuple(kernel_sizes)}, {tuple(channels)} and '
            f'{tuple(strides)}'
        )
    if any(k < 1 or k % 2 == 0 for k in kernel_sizes):
        raise ValueError(
            f'kernel_sizes must be odd, got {tuple(kernel_sizes)}'
        )
    if not size or size % prod(strides):
        raise ValueError(
            f'the side of the thumbnails must be divisible by '
            f'{prod(strides)}, the strides together, got {size}'
        )
