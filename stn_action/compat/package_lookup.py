"""MMEngine 0.10.7 asks ``pkg_resources`` where packages are installed.

Where: ``mmengine/utils/package_utils.py``. setuptools 82 dropped
``pkg_resources``, so ``_base_ = 'mmaction::...'`` and ``mmengine.hub`` fail
there. ``importlib.metadata`` answers the same questions.

MMEngine reads the bases of a config before its ``custom_imports``, so a
program that does not import this package first (MMAction2's own
``tools/train.py``) still needs ``setuptools < 82``, which ``setup.py``
requires.
"""

import importlib.metadata
import importlib.util
import inspect
import os.path as osp
import sys
from typing import Optional

import mmengine.utils.package_utils as package_utils


def is_needed() -> bool:
    return importlib.util.find_spec(
        'pkg_resources'
    ) is None and 'pkg_resources' in inspect.getsource(
        package_utils.get_installed_path
    )


def is_installed(package: str) -> bool:
    """Whether a distribution or a module of this name can be imported."""
    try:
        importlib.metadata.distribution(package)
        return True
    except importlib.metadata.PackageNotFoundError:
        return _module_folder(package) is not None


def get_installed_path(package: str) -> str:
    """Folder of the module that the distribution ``package`` installs.

    Raises:
        PackageNotFoundError: no distribution or module has this name.
    """
    names = [package]
    try:
        top_level = importlib.metadata.distribution(package).read_text(
            'top_level.txt'
        )
        names += (top_level or '').split()
    except importlib.metadata.PackageNotFoundError:
        pass  # then it may be a module on PYTHONPATH
    for name in names:
        folder = _module_folder(name)
        if folder is not None:
            return folder
    raise importlib.metadata.PackageNotFoundError(package)


def _module_folder(module: str) -> Optional[str]:
    if not module.isidentifier():
        return None
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:  # None: a namespace package
        return None
    return osp.dirname(spec.origin)


def install() -> None:
    if not is_needed():
        return
    for repaired in (is_installed, get_installed_path):
        name = repaired.__name__
        original = getattr(package_utils, name)
        # Other modules of MMEngine hold the functions by name.
        for module_name, module in list(sys.modules.items()):
            if (
                module_name.split('.')[0] == 'mmengine'
                and getattr(module, name, None) is original
            ):
                setattr(module, name, repaired)
