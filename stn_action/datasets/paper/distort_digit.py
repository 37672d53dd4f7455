"""Distorted MNIST, drawn anew each time a digit is read."""
from typing import Optional

import numpy as np
from mmaction.registry import TRANSFORMS
from mmcv.transforms import BaseTransform

from .digit_distortions import DISTORTIONS


@TRANSFORMS.register_module()
class DistortDigit(BaseTransform):
    """Rotated, projected, bent or cluttered digits.

    Required keys: imgs, index, and digits for ``'TC'``.

    Modified keys: imgs.

    Added keys: img_shape.

    Args:
        kind (str): ``'R'``, ``'RTS'``, ``'P'``, ``'E'`` or ``'TC'``, see
            ``digit_distortions``.
        seed (int, optional): The distortion of a digit then depends on the
            seed and its index alone, as a test set needs it. None: a new one
            every time, from NumPy's global state, which MMEngine seeds.
        **kwargs: Of the distortion.
    """

    def __init__(self,
                 kind: str,
                 seed: Optional[int] = None,
                 **kwargs) -> None:
        if kind not in DISTORTIONS:
            raise ValueError(f'unknown distortion {kind!r}; known are '
                             f'{", ".join(DISTORTIONS)}')
        self.kind = kind
        self.seed = seed
        self.kwargs = kwargs

    def transform(self, results: dict) -> dict:
        rng = np.random.default_rng(
            np.random.randint(2**31) if self.seed is None else (
                self.seed, results['index']))
        kwargs = dict(self.kwargs)
        if self.kind == 'TC':
            kwargs['digits'] = results['digits']
        warp = DISTORTIONS[self.kind](rng, **kwargs)
        results['imgs'] = [
            warp(img[..., 0])[..., None] for img in results['imgs']
        ]
        results['img_shape'] = results['imgs'][0].shape[:2]
        return results

    def __repr__(self) -> str:
        return (f'{type(self).__name__}(kind={self.kind!r}, seed={self.seed}, '
                f'{self.kwargs})')
