"""Parts of a training: optimiser-wrapper constructor and hooks."""

from .. import compat  # noqa: F401  repairs come before mmaction
from .hooks import (
    ChannelsLastHook,
    SkippedSamplesHook,
    STNHealthHook,
    STNVisualizationHook,
)
from .optimizers import STNOptimWrapperConstructor

__all__ = [
    'ChannelsLastHook',
    'STNHealthHook',
    'STNOptimWrapperConstructor',
    'STNVisualizationHook',
    'SkippedSamplesHook',
]
