"""MMEngine 0.10.7 checkpoints a module that then gets no gradient.

Where: ``mmengine/runner/activation_checkpointing.py`` calls
``torch.utils.checkpoint.checkpoint`` without ``use_reentrant`` and gets the
old variant, which computes no gradient for a module whose inputs ask for none:
a backbone on pixels, or the localisation network on its thumbnails. PyTorch
warns of it and announces an error.
"""

import functools
import inspect

import mmengine.runner.activation_checkpointing as checkpointing


def is_needed() -> bool:
    # By its source: to call it would import torch._dynamo, which takes long.
    source = inspect.getsource(checkpointing.wrap_forward)
    return 'use_reentrant' not in source and not isinstance(
        checkpointing.checkpoint, functools.partial
    )


def install() -> None:
    if is_needed():
        checkpointing.checkpoint = functools.partial(
            checkpointing.checkpoint, use_reentrant=False
        )
