"""Box noise as a step of the pipeline."""

from typing import Optional

import numpy as np
from mmaction.registry import TRANSFORMS
from mmcv.transforms import BaseTransform

from ...tubes import BoxNoiseParams, PersonTube, sample_box_noise
from .seeding import generator_of


@TRANSFORMS.register_module()
class TubeBoxNoise(BaseTransform):
    """Make the boxes of a tube as loose and unsteady as a poor detector's.

    The tube before the noise becomes the clean tube where the annotation has
    none, so that any data set can train its own re-focusing.

    Required Keys:

        - tube
        - sample_id (with a seed)
        - clean_tube (with ``start='clean_boxes'``)
        - original_shape (optional)

    Modified Keys:

        - tube

    Added Keys:

        - clean_tube (if it was missing)

    Args:
        level (float): Strength of the noise, 0 (none) to 1; more is allowed.
        seed (int, optional): With a seed the noise depends on it and on
            ``sample_id`` alone: not on the order of the samples, the workers
            or the frames sampled. Without, every call draws anew from NumPy's
            global state, which MMEngine seeds in each worker. Defaults to
            None.
        start (str): Boxes that the noise is put on: ``'boxes'`` of the
            detector or ``'clean_boxes'``. Defaults to ``'boxes'``.
        **params: Strength of each kind of noise at level 1, see
            :class:`stn_action.tubes.BoxNoiseParams`.
    """

    def __init__(
        self,
        level: float = 1.0,
        seed: Optional[int] = None,
        start: str = 'boxes',
        **params,
    ) -> None:
        if level < 0:
            raise ValueError(f'TubeBoxNoise: level must be >= 0, got {level}.')
        if start not in ('boxes', 'clean_boxes'):
            raise ValueError(
                "TubeBoxNoise: start must be 'boxes' or "
                f"'clean_boxes', got {start!r}."
            )
        self.level = level
        self.seed = seed
        self.start = start
        self.params = BoxNoiseParams(**params)

    def transform(self, results: dict) -> dict:
        """Replace the tube by a noisy one."""
        if self.start == 'clean_boxes' and 'clean_tube' not in results:
            raise ValueError(
                f'{results.get("sample_id")}: TubeBoxNoise(start='
                "'clean_boxes') needs 'clean_boxes' in the annotation; use "
                "start='boxes' without them."
            )
        tube = results['tube' if self.start == 'boxes' else 'clean_tube']
        results.setdefault('clean_tube', tube)
        noise = sample_box_noise(
            self.params,
            self.level,
            len(tube),
            generator_of(results, self.seed),
        )
        boxes = noise.apply(tube.boxes, tube.frame_inds)
        if self.level and 'original_shape' in results:
            boxes = _pull_back(boxes, results['original_shape'])
        results['tube'] = PersonTube(tube.frame_inds, boxes, tube.scores)
        return results

    def __repr__(self) -> str:
        return (
            f'{self.__class__.__name__}(level={self.level}, '
            f'seed={self.seed}, start={self.start!r}, {self.params})'
        )


@TRANSFORMS.register_module()
class ForgetCleanBoxes(BaseTransform):
    """Drop the true boxes, to train as if there were none.

    A later ``TubeBoxNoise`` then takes the boxes as they are for the target
    (self-denoising).

    Deleted Keys:

        - clean_tube
    """

    def transform(self, results: dict) -> dict:
        """Leave ``clean_tube`` out."""
        return {k: v for k, v in results.items() if k != 'clean_tube'}


def _pull_back(boxes: np.ndarray, shape: tuple) -> np.ndarray:
    """Move boxes that the noise pushed out of the frame back to its border.

    A detector cannot see a person outside the frame.

    Args:
        boxes (ndarray): (K, 4).
        shape (tuple): ``(height, width)`` of the frame.

    Returns:
        ndarray: (K, 4); those with a part inside the frame are unchanged.
    """
    limit = np.array(shape[1::-1], np.float64)
    outside = ((boxes[:, 2:] <= 0) | (boxes[:, :2] >= limit)).any(1)
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    offset = np.tile(centre.clip(0, limit) - centre, 2)
    return np.where(outside[:, None], boxes + offset, boxes)
