"""Entering the classes of this package into MMAction2's registries."""

import importlib

_MODULES = ('compat', 'datasets', 'models', 'engine', 'evaluation')


def register_all_modules() -> None:
    """Repair the upstream packages, then register every class.

    As ``mmaction.utils.register_all_modules``. Safe to call any number of
    times. A program that reads a config with a ``stn_action::`` base calls it
    first: MMEngine reads the bases before it imports ``custom_imports``.
    """
    for name in _MODULES:
        importlib.import_module(f'stn_action.{name}')
