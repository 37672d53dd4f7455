"""Spatial transformers that re-focus loose person crops, for MMAction2."""

import sys

from .registration import register_all_modules

__version__ = '0.1.0'
__all__ = ['__version__', 'register_all_modules']

# A config names this package in custom_imports, so MMEngine is loaded then,
# and whoever imports it wants its classes. Without MMEngine this is
# stn_action.transformer in a program that knows PyTorch alone: nothing is
# registered until register_all_modules() is called.
if 'mmengine' in sys.modules:
    register_all_modules()
