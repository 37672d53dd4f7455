"""Several views of one crop, from one localisation network."""

from typing import Optional, Sequence, Tuple

from torch import Tensor, nn

from .building import PartCfg, build_part
from .spatial_transformer import SpatialTransformer
from .transformations import TRANSFORMATIONS
from .transformations.tiled import Tiled


class ParallelSpatialTransformer(SpatialTransformer):
    """K parallel transformers, as in the paper's fine-grained experiment.

    One localisation trunk puts out the parameters of K views, which start
    from tiles of the crop (upper body and legs, or the 2 and 4 tiles of the
    paper). The views are stacked on the batch axis, those of one sample next
    to each other, so that any backbone takes them.

    Args:
        tiles (Sequence[tuple]): K boxes, see :class:`Tiled`.
        transformation (str | dict | nn.Module): A matrix family.
        **kwargs: See :class:`SpatialTransformer`; ``num_steps`` is 1.
    """

    def __init__(
        self,
        tiles: Sequence[Tuple[float, float, float, float]],
        transformation: PartCfg = 'attention',
        **kwargs,
    ) -> None:
        if kwargs.get('num_steps', 1) != 1:
            raise ValueError(
                'parallel transformers take num_steps=1, got '
                f'{kwargs["num_steps"]}'
            )
        family = build_part(transformation, TRANSFORMATIONS, 'transformation')
        super().__init__(transformation=Tiled(family, tiles), **kwargs)
        self.num_views = len(tiles)

    def forward(
        self, x: Tensor, network: Optional[nn.Module] = None
    ) -> Tuple[Tensor, Tensor]:
        """Re-focus.

        Args:
            x (Tensor): (N, C, H, W), or clips (N, C, T, H, W).
            network (nn.Module, optional): What ``features`` are read from.

        Returns:
            tuple[Tensor, Tensor]: Views (N * K, ...) and theta (N, K, 2, 3),
            for clips by frame (N, T, K, 2, 3).
        """
        return super().forward(x, network)

    def warp(self, x: Tensor, theta: Tensor) -> Tensor:
        if theta.dim() == 5:
            theta = theta.transpose(1, 2)
        views = x.repeat_interleave(self.num_views, 0)
        return super().warp(views, theta.flatten(0, 1))
