"""Spatial transformers that re-focus loose person crops, for MMAction2."""

from .registration import register_all_modules, register_when_possible

__version__ = '0.1.0'
__all__ = ['__version__', 'register_all_modules']

register_when_possible()
