"""Shows the recogniser a second, random view: a baseline for a learnt view."""

from typing import Optional, Tuple

import numpy as np
from mmaction.registry import TRANSFORMS
from mmcv.transforms import BaseTransform

from ..datasets.transforms.seeding import generator_of
from ..tubes import crop_frame, frame_to_crop

_BOXES = ('gt_bboxes', 'proposals')


@TRANSFORMS.register_module()
class RandomSecondView(BaseTransform):
    """Append a random window of the crops to them, at the crops' own size.

    A recogniser that averages over frames (TSN) then averages over both
    views, as it would with a view that an STN chose. The window is square,
    lies within the crop, and is the same in all frames of the sample. Put it
    after ``TubeCrop``, which makes all crops one square size.

    Required Keys:

        - imgs
        - img_shape
        - frame_inds
        - crop_boxes
        - sample_id (with a seed)
        - gt_bboxes (optional)
        - proposals (optional)

    Modified Keys: those of them that belong to frames become twice as long,
    the second view after the crops

        - imgs
        - frame_inds
        - crop_boxes
        - gt_bboxes
        - proposals

    Args:
        scale (tuple[float, float]): Smallest and largest side of the window
            over the crop's, in (0, 1]; uniform between. Defaults to (.5, 1).
        seed (int, optional): See ``TubeBoxNoise``. Defaults to None.
    """

    def __init__(
        self,
        scale: Tuple[float, float] = (0.5, 1.0),
        seed: Optional[int] = None,
    ) -> None:
        low, high = scale
        if not 0 < low <= high <= 1:
            raise ValueError(
                'RandomSecondView: scale must be (low, high) with'
                f' 0 < low <= high <= 1, got {scale!r}.'
            )
        self.scale = (low, high)
        self.seed = seed

    def transform(self, results: dict) -> dict:
        """Append the second view."""
        height, width = results['img_shape']
        if height != width:
            raise ValueError(
                'RandomSecondView needs square crops, got '
                f'{height} x {width} pixels; put it right after '
                'TubeCrop.'
            )
        window = self._window(results, height)
        results.pop('box_in_crop', None)  # lies elsewhere in the second view
        results['imgs'] = [
            *results['imgs'],
            *(crop_frame(img, window, height) for img in results['imgs']),
        ]
        results['frame_inds'] = np.tile(np.ravel(results['frame_inds']), 2)
        crops = np.asarray(results['crop_boxes'])
        sides = (crops[:, 2:] - crops[:, :2]) / height
        seen = np.tile(crops[:, :2], 2) + window * np.tile(sides, 2)
        results['crop_boxes'] = np.concatenate([crops, seen], dtype=np.float32)
        for key in _BOXES:
            if key in results:
                windows = np.tile(window, (len(results[key]), 1))
                moved = frame_to_crop(results[key], windows, height)
                results[key] = np.concatenate(
                    [results[key], moved], dtype=np.float32
                )
        return results

    def _window(self, results: dict, size: int) -> np.ndarray:
        """(4,) whole pixels of the crop."""
        rng = generator_of(results, self.seed, type(self).__name__)
        side = max(1, round(size * rng.uniform(*self.scale)))
        low = rng.integers(0, size - side, size=2, endpoint=True)
        return np.concatenate([low, low + side])

    def __repr__(self) -> str:
        return (
            f'{self.__class__.__name__}(scale={self.scale}, seed={self.seed})'
        )
