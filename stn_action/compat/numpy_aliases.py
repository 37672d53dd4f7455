"""MMAction2 1.2.0 uses names that NumPy 2 removed.

Where: ``np.Inf`` in ``mmaction/datasets/transforms/pose_transforms.py`` and
``mmaction/utils/misc.py``, ``np.NAN`` in
``mmaction/evaluation/functional/ava_evaluation/metrics.py``, ``np.in1d``
(removed in NumPy 2.4) in ``mmaction/evaluation/metrics/multimodal_metric.py``,
``np.trapz`` (2.4) in ``mmaction/evaluation/functional/accuracy.py``. The names
come back with the functions and numbers that replaced them.
"""

from importlib.machinery import PathFinder
from pathlib import Path

import numpy as np

# old name: (the name that replaced it, a file of mmaction that uses the old)
_ALIASES = dict(
    Inf=('inf', 'datasets/transforms/pose_transforms.py'),
    NAN=('nan', 'evaluation/functional/ava_evaluation/metrics.py'),
    in1d=('isin', 'evaluation/metrics/multimodal_metric.py'),
    trapz=('trapezoid', 'evaluation/functional/accuracy.py'),
)


def _missing() -> list:
    """The old names that NumPy lacks and the installed mmaction uses."""
    spec = PathFinder.find_spec('mmaction')
    if spec is None:
        return []
    root = Path(spec.submodule_search_locations[0])
    return [
        old
        for old, (_, user) in _ALIASES.items()
        if not hasattr(np, old)
        and (root / user).is_file()
        and f'np.{old}' in (root / user).read_text()
    ]


def is_needed() -> bool:
    return bool(_missing())


def install() -> None:
    for old in _missing():
        setattr(np, old, getattr(np, _ALIASES[old][0]))
