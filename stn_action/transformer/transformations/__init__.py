"""Transformation families, one a file; names as used in configs."""

from typing import Dict, Type

from .affine import Affine
from .attention import Attention
from .axis_aligned import AxisAligned
from .base import MatrixTransformation, Transformation, areas
from .projective import Projective
from .similarity import Similarity
from .thin_plate_spline import ThinPlateSpline
from .translation import Translation

TRANSFORMATIONS: Dict[str, Type[Transformation]] = dict(
    translation=Translation,
    attention=Attention,
    axis_aligned=AxisAligned,
    similarity=Similarity,
    affine=Affine,
    projective=Projective,
    thin_plate_spline=ThinPlateSpline,
)

__all__ = [
    'Affine',
    'Attention',
    'AxisAligned',
    'MatrixTransformation',
    'Projective',
    'Similarity',
    'TRANSFORMATIONS',
    'ThinPlateSpline',
    'Transformation',
    'Translation',
    'areas',
]
