"""MNIST addition (arXiv 1506.02025, appendix A.1): the sum of two digits."""

from typing import List, Optional, Sequence

import numpy as np
import torch
from mmaction.registry import DATASETS
from mmaction.structures import ActionDataSample

from .mnist import MNISTDataset


@DATASETS.register_module()
class MNISTAdditionDataset(MNISTDataset):
    """Two digits, each in a channel of its own and distorted by itself.

    A sample is ``inputs`` (1, 2, H, W) uint8 and ``gt_label``, the sum, one
    of 19 classes. Each digit is the first one of a sample; the second is
    drawn anew whenever the sample is read, or once for all with ``seed``.

    Args:
        seed (int, optional): See :class:`MNISTDataset`.
        **kwargs: See :class:`MNISTDataset`; ``distortion`` defaults to RTS.
    """

    METAINFO = dict(classes=tuple(str(number) for number in range(19)))

    def __init__(
        self, *args, distortion: str = 'RTS', seed: Optional[int] = None, **kw
    ) -> None:
        super().__init__(*args, distortion=distortion, seed=seed, **kw)
        self.partners = self.partner_draws = None
        if seed is not None:
            rng = np.random.default_rng([seed, 1])
            self.partners = rng.integers(len(self.digits), size=len(self))
            self.partner_draws = self.distortion.draw(rng, len(self.digits))

    def __getitems__(self, indices: Sequence[int]) -> List[dict]:
        """The samples of a batch; PyTorch's data loader asks for it so."""
        first = [self.data_list[index]['index'] for index in indices]
        if self.partners is None:
            rng = np.random.default_rng(np.random.randint(2**31))
            second = rng.integers(len(self.digits), size=len(first))
            draws = self.distortion.draw(rng, len(first))
        else:
            second = self.partners[first]
            draws = self.partner_draws[first]
        images = torch.stack(
            [
                self.distortion.apply(self.digits[first], self._draw(first)),
                self.distortion.apply(self.digits[second], draws),
            ],
            1,
        )
        sums = self.labels[first] + self.labels[second]
        return [
            dict(
                inputs=image[None],
                data_samples=ActionDataSample(gt_label=label),
            )
            for image, label in zip(images, sums.split(1))
        ]
