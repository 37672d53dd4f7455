"""Parts of a training: optimiser-wrapper constructor and hooks."""

from .hooks import ChannelsLastHook, STNHealthHook, STNVisualizationHook
from .optimizers import STNOptimWrapperConstructor

__all__ = [
    'ChannelsLastHook',
    'STNHealthHook',
    'STNOptimWrapperConstructor',
    'STNVisualizationHook',
]
