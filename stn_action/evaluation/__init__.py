"""Metrics."""
from .view_iou import ViewIoUMetric

__all__ = ['ViewIoUMetric']
