"""Data sets of the Spatial Transformer paper (arXiv 1506.02025)."""

from .cub import CUBDataset, LoadImageAsClip
from .mnist import MNISTDataset
from .svhn import CropNumber, SVHNDataset

__all__ = [
    'CUBDataset',
    'CropNumber',
    'LoadImageAsClip',
    'MNISTDataset',
    'SVHNDataset',
]
