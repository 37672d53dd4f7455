"""MMEngine 0.10.7 lets checkpoints from a URL run code.

Where: ``load_url`` in ``mmengine/runner/checkpoint.py``, which loads
``http(s)://``, ``torchvision://``, ``open-mmlab://`` and ``mmcls://``, is
``torch.hub.load_state_dict_from_url``. Unlike ``torch.load`` this still
defaults to ``weights_only=False``. They are loaded like files here, with what
``checkpoint_loading`` allows.
"""

import functools
import inspect

import mmengine.runner.checkpoint as checkpoint


def is_needed() -> bool:
    parameters = inspect.signature(checkpoint.load_url).parameters
    return (
        'weights_only' in parameters
        and parameters['weights_only'].default is False
    )


def install() -> None:
    if is_needed():
        checkpoint.load_url = functools.partial(
            checkpoint.load_url, weights_only=True
        )
