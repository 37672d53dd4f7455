"""Localisation networks, one a file; names as used in configs."""

from .base import LocalisationNetwork
from .large_kernel_conv import LargeKernelConv
from .paper import PAPER_LAYERS, PaperLocalisation

LOCALISATIONS = dict(
    LargeKernelConv=LargeKernelConv, PaperLocalisation=PaperLocalisation
)

__all__ = [
    'LOCALISATIONS',
    'LargeKernelConv',
    'LocalisationNetwork',
    'PAPER_LAYERS',
    'PaperLocalisation',
]
