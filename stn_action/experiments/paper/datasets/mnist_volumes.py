"""Digits as solid bodies, turned and moved (1506.02025, appendix A.3)."""

from typing import List, Optional, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from mmaction.registry import DATASETS
from mmaction.structures import ActionDataSample
from scipy.spatial.transform import Rotation
from torch import Tensor

from ....transformer.volumetric import sample_volume
from .mnist import MNISTDataset


@DATASETS.register_module()
class MNISTVolumeDataset(MNISTDataset):
    """Digits, given a depth, in a cube of ``size`` voxels.

    A digit stands upright in the middle of its cube, is turned about a random
    axis and moved. Seen from the front (see ``project``) it is then hard to
    read. ``inputs`` is (1, size, size, size) uint8, the depth taking the
    place of channels, so that the ordinary data preprocessor serves it.

    Args:
        size (int): S, side of the cube in voxels. Defaults to 32.
        depth (float): Of the digit, as a share of the cube. Defaults to 0.25.
        max_angle (float): Degrees that a digit is turned by at most.
        max_shift (float): Share of half the cube that it is moved by at most,
            per axis.
        seed (int, optional): See :class:`MNISTDataset`.
        **kwargs: See :class:`MNISTDataset`; there is no ``distortion``.
    """

    def __init__(
        self,
        *args,
        size: int = 32,
        depth: float = 0.25,
        max_angle: float = 60.0,
        max_shift: float = 0.2,
        seed: Optional[int] = None,
        **kwargs,
    ) -> None:
        self.size = size
        self.depth = depth
        self.max_angle = max_angle
        self.max_shift = max_shift
        super().__init__(*args, **kwargs)
        if seed is not None:
            rng = np.random.default_rng(seed)
            self.drawn = self.draw(rng, len(self.digits))

    def draw(self, rng: np.random.Generator, count: int) -> Tensor:
        """theta (count, 3, 4), from the cube to the upright digit."""
        axes = rng.normal(size=(count, 3))
        axes /= np.linalg.norm(axes, axis=1, keepdims=True)
        angles = np.radians(rng.uniform(0, self.max_angle, (count, 1)))
        turn = Rotation.from_rotvec(axes * angles).as_matrix()
        shift = rng.uniform(-self.max_shift, self.max_shift, (count, 3, 1))
        return torch.from_numpy(np.concatenate([turn, shift], 2)).float()

    def volumes(self, images: Tensor, theta: Tensor) -> Tensor:
        """Images (N, 28, 28) uint8 to cubes (N, S, S, S) uint8."""
        layers = max(round(self.depth * self.size), 1)
        side = 28 * self.size // 40  # room to turn in, as 28 of 40 px
        flat = F.interpolate(
            images[:, None].float(), (side, side), mode='area'
        )
        solid = torch.zeros(len(images), 1, *(self.size,) * 3)
        start, front = (self.size - side) // 2, (self.size - layers) // 2
        middle = slice(start, start + side)
        solid[:, :, front : front + layers, middle, middle] = flat[:, :, None]
        turned = sample_volume(solid, theta, (self.size,) * 3)
        return turned[:, 0].round().clamp(0, 255).byte()

    def __getitems__(self, indices: Sequence[int]) -> List[dict]:
        """The samples of a batch; PyTorch's data loader asks for it so."""
        chosen = [self.data_list[index]['index'] for index in indices]
        cubes = self.volumes(self.digits[chosen], self._draw(chosen))
        return [
            dict(
                inputs=cube[None],
                data_samples=ActionDataSample(gt_label=label),
            )
            for cube, label in zip(cubes, self.labels[chosen].split(1))
        ]

    def _draw(self, chosen: List[int]) -> Tensor:
        if self.drawn is not None:
            return self.drawn[chosen]
        rng = np.random.default_rng(np.random.randint(2**31))
        return self.draw(rng, len(chosen))
