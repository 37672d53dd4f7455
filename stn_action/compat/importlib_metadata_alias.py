"""MMAction2 1.2.0 imports ``importlib_metadata`` without requiring it.

Where: ``mmaction/utils/dependency.py``. The backport is not among the
requirements of the mmaction2 wheel, so ``import mmaction.models`` fails where
nothing else happens to have installed it. Since Python 3.8 the standard
library has the same module as ``importlib.metadata``; it takes the name.
"""

import importlib.metadata
import importlib.util
import sys

_NAME = 'importlib_metadata'


def is_needed() -> bool:
    return _NAME not in sys.modules and importlib.util.find_spec(_NAME) is None


def install() -> None:
    if is_needed():
        sys.modules[_NAME] = importlib.metadata
