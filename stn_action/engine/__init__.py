"""Parts of a training: optimiser-wrapper constructor and hooks."""

from .. import compat  # noqa: F401  repairs come before mmaction
from .hooks import (
    ChannelsLastHook,
    FiniteLossHook,
    PreflightHook,
    ResumableCheckpointHook,
    SkippedSamplesHook,
    STNHealthHook,
    STNVisualizationHook,
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
