"""Parts of a training: optimiser-wrapper constructor and hooks."""

from .hooks import (
    ChannelsLastHook,
    FiniteLossHook,
    PreflightHook,
    ResumableCheckpointHook,
    STNHealthHook,
    STNVisualizationHook,
    SkippedSamplesHook,
)
from .optimizers import STNOptimWrapperConstructor

__all__ = [
    'ChannelsLastHook',
    'FiniteLossHook',
    'PreflightHook',
    'ResumableCheckpointHook',
    'STNHealthHook',
    'STNOptimWrapperConstructor',
    'STNVisualizationHook',
    'SkippedSamplesHook',
]
