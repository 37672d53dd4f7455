"""The experiments of Jaderberg et al. 2015: MNIST, SVHN, CUB-200-2011."""

from . import datasets, models  # noqa: F401
from .number_error import NumberErrorMetric

__all__ = ['NumberErrorMetric']
