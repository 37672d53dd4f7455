"""The spatial transformer; needs PyTorch alone."""

from .feature_reader import FeatureReader
from .localisation import LOCALISATIONS, LocalisationNetwork
from .look import Look
from .looks import LOOKS, BackboneFeatures, FeatureMap, Thumbnail
from .parallel import ParallelSpatialTransformer
from .sampler import Sampler, sample
from .spatial_transformer import SpatialTransformer
from .steps import VIEW_STEPS, ViewStep
from .transformations import TRANSFORMATIONS, Transformation
from .view import View

__all__ = [
    'BackboneFeatures',
    'FeatureMap',
    'FeatureReader',
    'LOCALISATIONS',
    'LOOKS',
    'LocalisationNetwork',
    'Look',
    'ParallelSpatialTransformer',
    'Sampler',
    'SpatialTransformer',
    'TRANSFORMATIONS',
    'Thumbnail',
    'Transformation',
    'VIEW_STEPS',
    'View',
    'ViewStep',
    'sample',
]
