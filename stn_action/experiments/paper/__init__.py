"""The experiments of Jaderberg et al. 2015 (arXiv 1506.02025).

Distorted MNIST, MNIST addition, co-localisation, digits as volumes, SVHN and
CUB-200-2011.
"""

from . import datasets, models  # noqa: F401
from .found_share import FoundShareMetric
from .number_error import NumberErrorMetric

__all__ = ['FoundShareMetric', 'NumberErrorMetric']
