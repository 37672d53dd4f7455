"""Metrics."""
from .number_error import NumberErrorMetric
from .view_iou import ViewIoUMetric

__all__ = ['NumberErrorMetric', 'ViewIoUMetric']
