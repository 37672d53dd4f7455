"""Localisation networks, one a file; names as used in configs."""

from typing import Dict, Type

from .base import LocalisationNetwork
from .large_kernel_conv import LargeKernelConv
from .paper import PAPER_LAYERS, PaperLocalisation
from .voting_conv import VotingConv

LOCALISATIONS: Dict[str, Type[LocalisationNetwork]] = dict(
    LargeKernelConv=LargeKernelConv,
    PaperLocalisation=PaperLocalisation,
    VotingConv=VotingConv,
)

__all__ = [
    'LOCALISATIONS',
    'LargeKernelConv',
    'LocalisationNetwork',
    'PAPER_LAYERS',
    'PaperLocalisation',
    'VotingConv',
]
