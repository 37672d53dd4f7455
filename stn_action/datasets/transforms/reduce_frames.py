"""Reduces frames, for models that look at thumbnails alone."""

import cv2
import numpy as np
from mmaction.registry import TRANSFORMS
from mmcv.transforms import BaseTransform

from ...tubes import PersonTube


@TRANSFORMS.register_module()
class ReduceFrames(BaseTransform):
    """Frames and boxes at a fraction of their size.

    A localisation network that sees crops at 64 px needs no more, and framing
    (``RandomFraming``) and crops cost by the pixel. Right after the decoder.

    Required Keys:

        - imgs
        - tube
        - clean_tube (optional)

    Modified Keys:

        - imgs
        - img_shape
        - original_shape
        - tube
        - clean_tube (if there is one)

    Args:
        scale (float): Factor on width and height, in (0, 1).
    """

    def __init__(self, scale: float) -> None:
        if not 0 < scale < 1:
            raise ValueError(
                f'ReduceFrames: scale must be in (0, 1), got {scale}.'
            )
        self.scale = scale

    def transform(self, results: dict) -> dict:
        """Reduce ``results['imgs']`` and the boxes with them."""
        height, width = results['imgs'][0].shape[:2]
        size = [max(round(side * self.scale), 1) for side in (width, height)]
        results['imgs'] = [
            cv2.resize(img, size, interpolation=cv2.INTER_AREA)
            for img in results['imgs']
        ]
        results['img_shape'] = results['original_shape'] = tuple(size[::-1])
        factors = np.tile(np.divide(size, (width, height)), 2)
        for key in ('tube', 'clean_tube'):
            if key in results:
                tube = results[key]
                results[key] = PersonTube(
                    tube.frame_inds, tube.boxes * factors, tube.scores
                )
        return results

    def __repr__(self) -> str:
        return f'{self.__class__.__name__}(scale={self.scale})'
