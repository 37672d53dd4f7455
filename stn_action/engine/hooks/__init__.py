"""Hooks of a training or test run."""

from .channels_last_hook import ChannelsLastHook
from .checkpoint_hook import ResumableCheckpointHook
from .finite_loss_hook import FiniteLossHook
from .health_hook import STNHealthHook
from .preflight_hook import PreflightHook
from .skipped_samples_hook import SkippedSamplesHook
from .visualization_hook import STNVisualizationHook

__all__ = [
    'ChannelsLastHook',
    'FiniteLossHook',
    'PreflightHook',
    'ResumableCheckpointHook',
    'STNHealthHook',
    'STNVisualizationHook',
    'SkippedSamplesHook',
]
