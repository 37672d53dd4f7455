"""Person tubes in NumPy and OpenCV; imports neither PyTorch nor OpenMMLab."""

from .box_noise import BoxNoise, BoxNoiseParams, sample_box_noise
from .boxes import box_iou, square_boxes
from .crop import crop_frame, crop_regions, frame_to_crop
from .person_tube import PersonTube

__all__ = [
    'BoxNoise',
    'BoxNoiseParams',
    'PersonTube',
    'box_iou',
    'crop_frame',
    'crop_regions',
    'frame_to_crop',
    'sample_box_noise',
    'square_boxes',
]
