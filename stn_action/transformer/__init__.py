"""The spatial transformer; needs PyTorch alone."""
from .localisation import LOCALISATIONS, LocalisationNetwork
from .sampler import sample
from .spatial_transformer import SpatialTransformer
from .transformations import TRANSFORMATIONS, Transformation

__all__ = [
    'LOCALISATIONS', 'LocalisationNetwork', 'SpatialTransformer',
    'TRANSFORMATIONS', 'Transformation', 'sample'
]
