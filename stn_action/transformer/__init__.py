"""The spatial transformer; needs PyTorch alone."""

from .feature_reader import FeatureReader
from .localisation import LOCALISATIONS, LocalisationNetwork
from .parallel import ParallelSpatialTransformer
from .sampler import sample
from .spatial_transformer import SpatialTransformer
from .transformations import TRANSFORMATIONS, Transformation

__all__ = [
    'FeatureReader',
    'LOCALISATIONS',
    'LocalisationNetwork',
    'ParallelSpatialTransformer',
    'SpatialTransformer',
    'TRANSFORMATIONS',
    'Transformation',
    'sample',
]
