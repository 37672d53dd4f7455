"""Several views of one crop, from one localisation network."""

from typing import Any, Sequence, Tuple

from .building import PartCfg, build_part
from .spatial_transformer import SpatialTransformer
from .transformations import TRANSFORMATIONS, Transformation
from .transformations.tiled import Tiled


class ParallelSpatialTransformer(SpatialTransformer):
    """K parallel transformers, as in the paper's fine-grained experiment.

    One localisation trunk puts out the parameters of K views, which start
    from tiles of the crop (upper body and legs, or the 2 and 4 tiles of the
    paper). The views are stacked on the batch axis, those of one sample next
    to each other, so that any backbone takes them: (N * K, ...).

    Args:
        tiles (Sequence[tuple]): K boxes, see :class:`Tiled`.
        transformation (str | dict | nn.Module): A matrix family.
        **kwargs: See :class:`SpatialTransformer`; the network looks once.
    """

    def __init__(
        self,
        tiles: Sequence[Tuple[float, float, float, float]],
        transformation: PartCfg = 'attention',
        **kwargs: Any,
    ) -> None:
        family: Transformation = build_part(
            transformation, TRANSFORMATIONS, 'transformation'
        )
        super().__init__(transformation=Tiled(family, tiles), **kwargs)
