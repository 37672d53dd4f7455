"""Entering the classes of this package into MMAction2's registries."""

import importlib

_MODULES = ('compat', 'datasets', 'models', 'engine', 'evaluation')


def register_all_modules() -> None:
    """Repair the upstream packages, then register every class.

    As ``mmaction.utils.register_all_modules``. Safe to call any number of
    times. A config's ``custom_imports = dict(imports=['stn_action'])`` does it
    where nothing has imported this package before. A program that imports it
    itself calls this function before it reads a config: Python runs the
    package once only, and MMEngine reads ``stn_action::`` bases before the
    ``custom_imports``.
    """
    for name in _MODULES:
        importlib.import_module(f'stn_action.{name}')
