"""Images that share a digit's class (arXiv 1506.02025, appendix A.2)."""

from typing import List, Sequence

import numpy as np
import torch
from mmaction.registry import DATASETS
from mmaction.structures import ActionDataSample

from .digit_distortions import Clutter
from .mnist import MNISTDataset


@DATASETS.register_module()
class CoLocalisationDataset(MNISTDataset):
    """Digits of one class, each somewhere in a larger image.

    ``inputs`` is (1, 1, size, size) uint8, and the sample's ``gt_box`` (4, )
    the digit's 28 px square; no training reads it. All images are drawn once,
    by ``seed``: the task is to find what a given set of images shares.

    Args:
        digit (int): The class, 0 to 9.
        count (int): Images, the first ones of the class.
        size (int): Side of the images in pixels.
        clutter (int): Pieces of 6 x 6 px of other digits in each image: 0 is
            the paper's T, 16 its TC.
        seed (int): Of places and clutter.
        **kwargs: See :class:`MNISTDataset`.
    """

    def __init__(
        self,
        *args,
        digit: int,
        count: int = 100,
        size: int = 84,
        clutter: int = 0,
        seed: int = 0,
        **kwargs,
    ) -> None:
        if digit not in range(10):
            raise ValueError(f'digit must be 0 to 9, got {digit!r}')
        self.digit = digit
        self.count = count
        super().__init__(*args, **kwargs)
        placed = Clutter(self.digits, size, clutter)
        rng = np.random.default_rng([seed, digit])
        drawn = placed.draw(rng, len(self))
        chosen = [info['index'] for info in self.data_list]
        self.images = placed.apply(self.digits[chosen], drawn)
        corners = np.concatenate([drawn.places, drawn.places + 28], 1)
        self.boxes = torch.from_numpy(corners).float()

    def load_data_list(self) -> List[dict]:
        chosen = (self.labels == self.digit).nonzero()[: self.count, 0]
        return [dict(index=index) for index in chosen.tolist()]

    def __getitems__(self, indices: Sequence[int]) -> List[dict]:
        """The samples of a batch; PyTorch's data loader asks for it so."""
        samples = []
        for index in indices:
            sample = ActionDataSample()
            sample.set_field(self.boxes[index], 'gt_box')
            samples.append(
                dict(
                    inputs=self.images[index][None, None], data_samples=sample
                )
            )
        return samples
