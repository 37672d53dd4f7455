"""Geometry is computed in the types that it is given, under any autocast."""

import contextlib

import torch
from torch import Tensor


def without_autocast(x: Tensor) -> contextlib.AbstractContextManager:
    """A context in which autocast is off on the device of ``x``.

    It is none where autocast is off already: a recorded graph then holds no
    region for it, which ``torch.export`` of PyTorch 2.6 cannot save.
    """
    if torch.is_autocast_enabled(x.device.type):
        return torch.autocast(x.device.type, enabled=False)
    return contextlib.nullcontext()
