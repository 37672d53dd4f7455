"""Models of MMAction2 with a spatial transformer."""

from .. import compat  # noqa: F401  repairs come before mmaction
from . import released_weights, roi  # noqa: F401
from .data_preprocessor import STNDataPreprocessor
from .recognizers import STNRecognizer2D, STNRecognizer3D
from .refocus_loss import RefocusLoss
from .refocuser import STNRefocuser
from .refocusing import Refocusing
from .temporal_neck import TemporalNeck
from .timm_frames import TimmFrames
from .views_heads import I3DViewsHead, TSNViewsHead

__all__ = [
    'I3DViewsHead',
    'RefocusLoss',
    'Refocusing',
    'STNDataPreprocessor',
    'STNRecognizer2D',
    'STNRecognizer3D',
    'STNRefocuser',
    'TSNViewsHead',
    'TemporalNeck',
    'TimmFrames',
]
