"""MMEngine 0.10.7 cannot load its own checkpoints with torch 2.6 and later.

Where: ``torch.load`` in ``mmengine/runner/checkpoint.py``. Since torch 2.6 it
loads with ``weights_only=True``, which refuses classes that it does not know,
and MMEngine's checkpoints hold some: ``--resume``, ``load_from`` and testing
fail. This allows what MMEngine's Runner writes and nothing else. Unrestricted
pickle, which runs any code that a file asks for, is never used.
"""

import io
import pickle

import numpy as np
import torch
from mmengine.config import ConfigDict
from mmengine.logging import HistoryBuffer
from mmengine.optim.scheduler.param_scheduler import OneCycleParamScheduler

from . import numpy_unpickling

# HistoryBuffer and OneCycleParamScheduler pickle functions of their own,
# which pickle protocol 2 writes as getattr(class, name).
_METHODS = {
    HistoryBuffer: ('min', 'max', 'mean', 'current'),
    OneCycleParamScheduler: ('_annealing_cos', '_annealing_linear'),
}


def _getattr_of_methods(owner, name):
    """Replaces ``getattr``: returns the methods above and nothing else."""
    for cls, names in _METHODS.items():
        if owner is cls and name in names:
            return getattr(cls, name)
    raise pickle.UnpicklingError(
        f'The checkpoint asks for getattr({owner!r}, {name!r}), which '
        'MMEngine does not write. It is damaged or malicious.'
    )


def safe_globals() -> list:
    """The classes and functions that ``add_safe_globals`` shall allow."""
    allowed = [
        ConfigDict,
        HistoryBuffer,
        OneCycleParamScheduler,
        (_getattr_of_methods, 'builtins.getattr'),
        (numpy_unpickling.PlainDtype, 'numpy.dtype'),
        (numpy_unpickling.LoadedArray, 'numpy.ndarray'),
        (numpy_unpickling.empty_bytes, 'builtins.bytes'),
    ]
    for core in ('numpy.core', 'numpy._core'):  # NumPy 1 and 2
        allowed += [
            (numpy_unpickling.reconstruct, f'{core}.multiarray._reconstruct'),
            (numpy_unpickling.scalar, f'{core}.multiarray.scalar'),
        ]
    return allowed


def is_needed() -> bool:
    checkpoint = io.BytesIO()
    torch.save(HistoryBuffer([np.float64(1.0)], [1]), checkpoint)
    checkpoint.seek(0)
    try:
        torch.load(checkpoint, weights_only=True)
    except pickle.UnpicklingError:
        return True
    return False


def install() -> None:
    if is_needed():
        torch.serialization.add_safe_globals(safe_globals())
