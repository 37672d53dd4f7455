"""Hooks of a training or test run."""

from .channels_last_hook import ChannelsLastHook
from .health_hook import STNHealthHook
from .skipped_samples_hook import SkippedSamplesHook
from .visualization_hook import STNVisualizationHook

__all__ = [
    'ChannelsLastHook',
    'STNHealthHook',
    'STNVisualizationHook',
    'SkippedSamplesHook',
]
