"""When the classes of this package enter MMAction2's registries.

``custom_imports=dict(imports=['stn_action'])`` must register everything, and
``import stn_action.transformer`` must work without any OpenMMLab package,
although Python runs ``stn_action/__init__.py`` for both. So registration
happens as soon as both sides are there: at once if MMEngine is already
imported (always so when a config is read), else when ``mmaction`` arrives.
"""

import importlib
import importlib.abc
import importlib.util
import sys

_MODULES = ('compat', 'datasets', 'models', 'engine', 'evaluation')


def register_all_modules() -> None:
    """Repair the upstream packages, then register every class.

    Safe to call any number of times.
    """
    for name in _MODULES:
        importlib.import_module(f'stn_action.{name}')


def register_when_possible() -> None:
    """Register now if MMEngine is loaded, else when mmaction gets imported."""
    if 'mmengine' in sys.modules:
        register_all_modules()
    else:
        sys.meta_path.insert(0, _MMActionWatcher())


class _MMActionWatcher(importlib.abc.MetaPathFinder):
    """Wraps the loader of ``mmaction``; steps aside once it was imported.

    Others may only look for the spec without importing it, so looking alone
    leaves the watcher in place.
    """

    def find_spec(self, fullname, path=None, target=None):
        if fullname != 'mmaction':
            return None
        sys.meta_path.remove(self)
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            sys.meta_path.insert(0, self)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            sys.meta_path.remove(self)
            register_all_modules()

        spec.loader.exec_module = exec_module
        return spec
