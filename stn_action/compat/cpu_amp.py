"""``AmpOptimWrapper`` of MMEngine 0.10.7 asserts that there is a GPU.

Where: ``mmengine/optim/optimizer/amp_optimizer_wrapper.py``. On a CPU
``torch.autocast`` runs in bfloat16, which MMEngine's own ``autocast`` already
picks there, and bfloat16 has the range of float32, so the loss needs no
scaling. The wrapper gets a scaler that is switched off. A processor without a
bfloat16 unit, where this takes about ten times as long as float32, is warned
of (``tools/train.py`` of this project stays in float32 there).
"""

import functools
import logging
from unittest import mock

import mmengine.optim.optimizer.amp_optimizer_wrapper as amp
import torch
from mmengine.device import get_device
from mmengine.logging import print_log
from mmengine.optim import AmpOptimWrapper


def is_needed() -> bool:
    if get_device() != 'cpu':
        return False
    parameter = torch.nn.Parameter(torch.zeros(1))
    try:
        AmpOptimWrapper(optimizer=torch.optim.SGD([parameter], lr=1.0))
    except AssertionError:
        return True
    return False


def install() -> None:
    if not is_needed():
        return
    init = AmpOptimWrapper.__init__

    @functools.wraps(init)
    def __init__(self, loss_scale='dynamic', *args, **kwargs):
        from ..engine.bfloat16 import has_bfloat16_unit

        if not has_bfloat16_unit():
            print_log(
                'AmpOptimWrapper on a processor without a bfloat16 unit: '
                'about ten times slower than OptimWrapper (float32)',
                logger='current',
                level=logging.WARNING,
            )
        # loss_scale is left out: it has nothing to act on.
        scaler = functools.partial(
            torch.amp.GradScaler, device='cpu', enabled=False
        )
        with (
            mock.patch.object(amp, 'is_cuda_available', lambda: True),
            mock.patch.object(amp, 'GradScaler', scaler),
        ):
            init(self, 'dynamic', *args, **kwargs)

    AmpOptimWrapper.__init__ = __init__
