"""Networks from the notation of the paper's appendix.

``conv[32,5,1,2]-max[2]-fc[32]`` is a convolution of 32 filters of 5x5 with
stride 1 and padding 2, a 2x2 max-pooling with stride 2 (``max[3,1]``: 3x3
with stride 1) and a fully connected layer of 32 units. A ReLU follows every
convolution and every fully connected layer.
"""

import re
from typing import List, Tuple

import torch
from torch import nn

_NUM_VALUES = dict(conv=(4,), max=(1, 2), fc=(1,), dropout=(1,))
_FORM = re.compile(r'([a-z]+)\[([\d., ]+)\]')


def build_layers(
    layers: str, in_channels: int, size: int, batch_norm: bool = False
) -> Tuple[nn.Sequential, Tuple[int, ...]]:
    """Layers in the paper's notation, ``dropout[0.5]`` included.

    Args:
        layers (str): E.g. ``'conv[20,5,1,0]-max[2]-fc[32]'``.
        in_channels (int): Channels of the input.
        size (int): Side of the square input in pixels.
        batch_norm (bool): Normalise before each ReLU, as the paper's networks
            do not. Defaults to False.

    Returns:
        tuple[nn.Sequential, tuple]: The network and the shape of its output
        without the batch axis, (C, H, W) or (C, ).

    Raises:
        ValueError: Not in the notation, or a layer does not fit its input.
    """
    parts: List[nn.Module] = []
    shape: Tuple[int, ...] = (in_channels, size, size)
    for text in layers.split('-'):
        name, values = _parse(text, layers)
        if name != 'fc' and name != 'dropout' and len(shape) == 1:
            raise ValueError(
                f'{text} follows fc in {layers!r}; convolutions '
                'and poolings come before the first fc'
            )
        new = _layer(name, values, shape, batch_norm)
        try:
            with torch.no_grad():  # eval: leaves running statistics alone
                out = nn.Sequential(*new).eval()(torch.zeros(1, *shape))
        except RuntimeError as error:
            raise ValueError(
                f'{text} of {layers!r} does not fit an input of shape '
                f'{shape}: {error}'
            ) from error
        shape = tuple(out.shape[1:])
        parts += new
    return nn.Sequential(*parts).train(), shape


def _parse(text: str, layers: str):
    match = _FORM.fullmatch(text.strip())
    if match is None or match[1] not in _NUM_VALUES:
        raise ValueError(
            f'cannot read {text!r} of {layers!r}; known are conv[filters,'
            'width,stride,padding], max[width], max[width,stride], fc[units] '
            'and dropout[p], joined by "-"'
        )
    values = [float(value) for value in match[2].split(',')]
    if len(values) not in _NUM_VALUES[match[1]]:
        raise ValueError(
            f'{text!r} of {layers!r} has {len(values)} numbers, '
            f'expected {_NUM_VALUES[match[1]]}'
        )
    if match[1] != 'dropout':
        values = [int(value) for value in values]
    return match[1], values


def _layer(name: str, values: list, shape: Tuple[int, ...], batch_norm: bool):
    if name == 'conv':
        filters, width, stride, padding = values
        conv = nn.Conv2d(shape[0], filters, width, stride, padding)
        norm = [nn.BatchNorm2d(filters)] if batch_norm else []
        return [conv, *norm, nn.ReLU(inplace=True)]
    if name == 'max':
        return [nn.MaxPool2d(*values)]
    if name == 'dropout':
        return [nn.Dropout(values[0])]
    flatten = [nn.Flatten()] if len(shape) == 3 else []
    linear = nn.Linear(torch.Size(shape).numel(), values[0])
    norm_1d = [nn.BatchNorm1d(values[0])] if batch_norm else []
    return [*flatten, linear, *norm_1d, nn.ReLU(inplace=True)]
