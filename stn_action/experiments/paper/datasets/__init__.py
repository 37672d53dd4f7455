"""Data sets of the Spatial Transformer paper (arXiv 1506.02025)."""

from .colocalisation import CoLocalisationDataset
from .cub import CUBDataset, LoadImageAsClip
from .mnist import MNISTDataset
from .mnist_addition import MNISTAdditionDataset
from .mnist_volumes import MNISTVolumeDataset
from .svhn import CropNumber, SVHNDataset

__all__ = [
    'CUBDataset',
    'CoLocalisationDataset',
    'CropNumber',
    'LoadImageAsClip',
    'MNISTAdditionDataset',
    'MNISTDataset',
    'MNISTVolumeDataset',
    'SVHNDataset',
]
