"""The RoI path, for MMAction2's spatio-temporal detection with mmdet."""

from .refocused_roi_align import RefocusedRoIAlign, align_through
from .roi_extractor import STNRoIExtractor3D

try:  # MMAction2 has its RoI heads only where mmdet and mmcv.ops import
    from mmaction.models.roi_heads import AVARoIHead  # noqa: F401
    from mmdet.registry import MODELS as MMDET_MODELS
except ImportError:
    pass
else:
    MMDET_MODELS.register_module(module=STNRoIExtractor3D)

__all__ = ['RefocusedRoIAlign', 'STNRoIExtractor3D', 'align_through']
