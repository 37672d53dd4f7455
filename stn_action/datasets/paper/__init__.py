"""Data sets of the Spatial Transformer paper (arXiv 1506.02025)."""
from .distort_digit import DistortDigit
from .mnist import MNISTDataset

__all__ = ['DistortDigit', 'MNISTDataset']
