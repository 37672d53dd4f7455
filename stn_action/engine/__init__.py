"""Training parts: optimiser-wrapper constructor and hooks."""

from .channels_last_hook import ChannelsLastHook
from .health_hook import STNHealthHook
from .optim_wrapper_constructor import STNOptimWrapperConstructor
from .visualization_hook import STNVisualizationHook

__all__ = [
    'ChannelsLastHook',
    'STNHealthHook',
    'STNOptimWrapperConstructor',
    'STNVisualizationHook',
]
