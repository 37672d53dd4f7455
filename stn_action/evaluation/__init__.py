"""Metrics."""

from .. import compat  # noqa: F401  repairs come before mmaction
from .ava_tubes import AVATubeMetric
from .view_iou import ViewIoUMetric

__all__ = ['AVATubeMetric', 'ViewIoUMetric']
