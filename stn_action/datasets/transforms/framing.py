"""Augmentation that cuts sides of the frame off and stretches it."""

from typing import Tuple

import cv2
import numpy as np
from mmaction.registry import TRANSFORMS
from mmcv.transforms import BaseTransform

from ...tubes import PersonTube
from .seeding import generator_of

#: A cut keeps this share of each box's width and height, and this many pixels
#: of the frame's.
_KEPT_SHARE, _KEPT_PIXELS = 0.25, 40


@TRANSFORMS.register_module()
class RandomFraming(BaseTransform):
    """Cut sides of the frame off, even through the person, and stretch it.

    In films most persons reach the border of the frame (62 % of JHMDB's
    clips), and their boxes end there. A few hundred videos show too few
    examples of this. The transform cuts the boxes as a detector or an
    annotator would. Use it to train the localisation network alone, between
    the decoder and ``TubeBoxNoise``.

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
        prob (float): Chance that a sample is framed anew. Defaults to 0.7.
        cut (float): Chance of each side to be cut off then. Defaults to 0.35.
        inward (float): How far a cut may reach into the person, as a share of
            the box's width or height. Defaults to 0.35.
        stretch (float): The width or the height is multiplied by up to this
            or its inverse, log-uniform; 1 is off. Defaults to 1.2.

    Raises:
        ValueError: There are no frames yet, or crops instead of them.
    """

    def __init__(
        self,
        prob: float = 0.7,
        cut: float = 0.35,
        inward: float = 0.35,
        stretch: float = 1.2,
    ) -> None:
        for name, value in (('prob', prob), ('cut', cut), ('inward', inward)):
            if not 0 <= value <= 1:
                raise ValueError(
                    f'RandomFraming: {name} must be in [0, 1], got {value!r}.'
                )
        if not stretch >= 1:
            raise ValueError(
                f'RandomFraming: stretch must be 1 or more, got {stretch!r}.'
            )
        self.prob = prob
        self.cut = cut
        self.inward = inward
        self.stretch = stretch

    def transform(self, results: dict) -> dict:
        """Frame ``results['imgs']`` and the tubes anew."""
        if 'imgs' not in results or 'crop_boxes' in results:
            raise ValueError(
                f'{results.get("sample_id")}: RandomFraming needs the frames '
                'that the boxes were made for: put it after the decoder and '
                'before TubeCrop.'
            )
        rng = generator_of(results, None)
        if rng.random() >= self.prob:
            return results
        height, width = results['imgs'][0].shape[:2]
        keys = [key for key in ('tube', 'clean_tube') if key in results]
        boxes = [results[key].boxes for key in keys]
        window = self._window(rng, (width, height), boxes[-1])
        cuts = [_cut(each, window) for each in boxes]
        if not _enough_left(window, boxes, cuts):
            window = np.array([0, 0, width, height])
            cuts = boxes
        x1, y1, x2, y2 = window
        size, scale = self._stretched(rng, (x2 - x1, y2 - y1))
        results['imgs'] = [
            cv2.resize(img[y1:y2, x1:x2], size) for img in results['imgs']
        ]
        results['img_shape'] = results['original_shape'] = size[::-1]
        for key, each in zip(keys, cuts):
            tube = results[key]
            moved = (each - [x1, y1, x1, y1]) * np.tile(scale, 2)
            results[key] = PersonTube(tube.frame_inds, moved, tube.scores)
        return results

    def _window(
        self, rng, size: Tuple[int, int], boxes: np.ndarray
    ) -> np.ndarray:
        """The part of the frame that is kept: (4,) whole pixels ``xyxy``."""
        box = np.median(boxes, 0)
        window = np.array([0, 0, *size])
        for axis in (0, 1):
            reach = self.inward * (box[axis + 2] - box[axis])
            low, high = rng.uniform(size=2)
            cut_low, cut_high = rng.random(2) < self.cut
            if cut_low:
                window[axis] = low * np.clip(box[axis] + reach, 0, size[axis])
            if cut_high:
                end = np.clip(box[axis + 2] - reach, 0, size[axis])
                window[axis + 2] = np.ceil(end + high * (size[axis] - end))
        return window

    def _stretched(self, rng, size: Tuple[int, int]):
        """The new (width, height) and the factors of both."""
        factors = np.ones(2)
        limit = np.log(self.stretch)
        factors[rng.integers(2)] = np.exp(rng.uniform(-limit, limit))
        new = np.maximum(np.rint(factors * size), 1).astype(int)
        return tuple(int(side) for side in new), new / size

    def __repr__(self) -> str:
        return (
            f'{self.__class__.__name__}(prob={self.prob}, cut={self.cut}, '
            f'inward={self.inward}, stretch={self.stretch})'
        )


def _cut(boxes: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Boxes (K, 4) cut at the window; inverted where they lie outside."""
    return np.concatenate(
        [
            np.maximum(boxes[:, :2], window[:2]),
            np.minimum(boxes[:, 2:], window[2:]),
        ],
        1,
    )


def _enough_left(window: np.ndarray, boxes: list, cuts: list) -> bool:
    if (window[2:] - window[:2] < _KEPT_PIXELS).any():
        return False
    return all(
        (
            (cut[:, 2:] - cut[:, :2]) > _KEPT_SHARE * (box[:, 2:] - box[:, :2])
        ).all()
        for box, cut in zip(boxes, cuts)
    )
