"""A generated data set of articulated people, for the quick start.

NumPy and OpenCV only. Equal specs give equal files.
"""

from .actions import CLASSES
from .clip import SyntheticSpec, sample_clip
from .writer import generate, is_generated

__all__ = [
    'CLASSES',
    'SyntheticSpec',
    'generate',
    'is_generated',
    'sample_clip',
]
