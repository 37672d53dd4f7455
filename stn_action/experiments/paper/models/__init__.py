"""Networks of the Spatial Transformer paper (arXiv 1506.02025)."""

from .colocaliser import CoLocaliser
from .digit_sequence_head import DigitSequenceHead
from .paper_backbone import PaperBackbone
from .volume_backbone import VolumeBackbone

__all__ = [
    'CoLocaliser',
    'DigitSequenceHead',
    'PaperBackbone',
    'VolumeBackbone',
]
