"""Metrics."""

from .ava_tubes import AVATubeMetric
from .number_error import NumberErrorMetric
from .view_iou import ViewIoUMetric

__all__ = ['AVATubeMetric', 'NumberErrorMetric', 'ViewIoUMetric']
