"""Metrics."""

from .ava_tubes import AVATubeMetric
from .view_iou import ViewIoUMetric

__all__ = ['AVATubeMetric', 'ViewIoUMetric']
