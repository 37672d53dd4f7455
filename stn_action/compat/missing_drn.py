"""The wheel of MMAction2 1.2.0 lacks ``mmaction/models/localizers/drn``.

Where: ``mmaction/models/localizers/__init__.py`` imports ``.drn.drn``, but the
folder has no ``__init__.py`` in the repository and so was not packaged. Hence
``import mmaction.models`` fails. A module with a ``DRN`` that cannot be built
takes its place; it must be there before ``mmaction.models`` is imported.
"""

import sys
import types
from importlib.machinery import PathFinder
from pathlib import Path

_NAME = 'mmaction.models.localizers.drn'


class DRN:
    """Stands for the missing localiser and says so when it is built."""

    def __init__(self, *args, **kwargs):
        raise ImportError(
            'The localiser DRN is missing from the mmaction2 1.2.0 wheel. '
            'Install MMAction2 from its repository to use it.'
        )


def is_needed() -> bool:
    # importlib.util.find_spec(_NAME) would import the broken parent packages.
    # PathFinder sees installed wheels; a source checkout, which has the
    # folder, may be installed in ways that it does not see.
    spec = PathFinder.find_spec('mmaction')
    return (
        _NAME not in sys.modules
        and spec is not None
        and not any(
            Path(folder, 'models/localizers/drn/drn.py').exists()
            for folder in spec.submodule_search_locations
        )
    )


def install() -> None:
    if not is_needed():
        return
    package = types.ModuleType(_NAME)
    package.__path__ = []
    package.drn = types.ModuleType(f'{_NAME}.drn')
    package.drn.DRN = DRN
    sys.modules[_NAME] = package
    sys.modules[package.drn.__name__] = package.drn
