"""The spatial transformer; needs PyTorch alone."""
from .localisation import LOCALISATIONS, LocalisationNetwork
from .parallel import ParallelSpatialTransformer
from .sampler import sample
from .spatial_transformer import SpatialTransformer
from .transformations import TRANSFORMATIONS, Transformation

__all__ = [
    'LOCALISATIONS', 'LocalisationNetwork', 'ParallelSpatialTransformer',
    'SpatialTransformer', 'TRANSFORMATIONS', 'Transformation', 'sample'
]
