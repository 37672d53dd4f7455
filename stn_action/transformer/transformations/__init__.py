"""Transformation families, one a file; names as used in configs."""
from .affine import Affine
from .attention import Attention
from .axis_aligned import AxisAligned
from .base import MatrixTransformation, Transformation
from .similarity import Similarity
from .translation import Translation

TRANSFORMATIONS = dict(
    translation=Translation,
    attention=Attention,
    axis_aligned=AxisAligned,
    similarity=Similarity,
    affine=Affine)

__all__ = [
    'Affine', 'Attention', 'AxisAligned', 'MatrixTransformation',
    'Similarity', 'TRANSFORMATIONS', 'Transformation', 'Translation'
]
