"""Networks of the Spatial Transformer paper (arXiv 1506.02025)."""

from .digit_sequence_head import DigitSequenceHead
from .paper_backbone import PaperBackbone

__all__ = ['DigitSequenceHead', 'PaperBackbone']
