"""The random state of a process, as plain numbers and tensors.

A checkpoint that holds it loads with ``weights_only=True``.
"""

import random

import numpy as np
import torch


def get_random_state() -> dict:
    """The state of Python, NumPy, PyTorch and the GPU in use (if any)."""
    kind, keys, *rest = np.random.get_state()
    version, words, gauss = random.getstate()
    state = dict(
        python=[version, list(words), gauss],
        numpy=[kind, torch.from_numpy(keys.astype(np.int64)), *rest],
        torch=torch.get_rng_state(),
    )
    if torch.cuda.is_available():
        state['cuda'] = torch.cuda.get_rng_state()
    return state


def set_random_state(state: dict) -> None:
    """Put back what :func:`get_random_state` gave."""
    version, words, gauss = state['python']
    random.setstate((version, tuple(words), gauss))
    kind, keys, *rest = state['numpy']
    np.random.set_state((kind, keys.cpu().numpy().astype(np.uint32), *rest))
    torch.set_rng_state(state['torch'].cpu())
    if 'cuda' in state and torch.cuda.is_available():
        torch.cuda.set_rng_state(state['cuda'].cpu())
