"""Looks: each class makes another kind of localisation network input.

``looks_at='Thumbnail'`` or ``looks_at=dict(type='Thumbnail', size=96, ...)``.
"""

from typing import Any, Dict, Optional, Sequence, Type

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..conventions import ALIGN_CORNERS
from .feature_reader import FeatureReader
from .look import Look, Normalise, check_whole, unchanged
from .sampler import Sampler
from .transformations import Transformation
from .view import View


class Thumbnail(Look):
    """Small anti-aliased copies of the frames, and how each moves.

    As in the paper's 448 to 224 px experiment, only the sampler sees the crop
    in full resolution. Thumbnails are standardised per clip and channel, so
    the network does not depend on the mean and std that the backbone asks
    for. Beside each frame stands its absolute difference from the clip's
    mean: appearance and motion. No gradient goes back into the crop.

    Args:
        size (int): S, side of the thumbnails. Defaults to 64.
        coordinates (bool): Add two channels with the position of each pixel
            in the crop. They tell a later look where the box was, which is
            the best guess where the picture says little. Defaults to False.
        **kwargs: See :class:`Look`.
    """

    def __init__(
        self, size: int = 64, coordinates: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        check_whole('looks_at: size', size)
        self.size = size
        self.coordinates = coordinates
        self.seen_size = size
        self.seen_channels = 2 * self.channels + 2 * coordinates

    def check(self, family: Transformation, by_frame: bool) -> None:
        super().check(family, by_frame)
        if self.coordinates and family.parallel:
            raise ValueError(
                'looks_at: coordinates are those of one view, but this '
                f'transformer has {family.num_views}; remove coordinates'
            )

    def __call__(
        self,
        clip: Tensor,
        so_far: View,
        first: bool,
        sampler: Sampler,
        network: Optional[nn.Module] = None,
        normalise: Normalise = unchanged,
        placed: Optional[View] = None,
    ) -> Tensor:
        with torch.no_grad():
            small = self._thumbnails(clip, so_far, first, sampler)
            small = normalise(small)
            maps = self._maps(small, network)
            motion = (maps - maps.mean(2, keepdim=True)).abs()
            seen = torch.cat([maps, motion], 1).transpose(1, 2)
            if not self.coordinates:
                return seen
            placed = so_far if placed is None else placed
            grid = placed.each_frame(
                placed.grid((seen.shape[-2], seen.shape[-1]))
            )
            return torch.cat([seen, grid.movedim(-1, 2).to(seen.dtype)], 2)

    def _thumbnails(
        self, clip: Tensor, so_far: View, first: bool, sampler: Sampler
    ) -> Tensor:
        """(N, C, T, S, S) float32."""
        size = (self.size, self.size)
        if not first:
            return sampler(clip, so_far, size).float()
        small = F.interpolate(
            clip.float().flatten(1, 2),
            size=size,
            mode='bilinear',
            align_corners=ALIGN_CORNERS,
            antialias=True,
        )
        return small.unflatten(1, tuple(clip.shape[1:3]))

    def _maps(self, small: Tensor, network: Optional[nn.Module]) -> Tensor:
        """Standardised thumbnails (N, C', T, S', S')."""
        dims = (2, 3, 4)
        mean = small.mean(dims, keepdim=True)
        std = small.std(dims, keepdim=True)
        return (small - mean) / (std + 1e-3)


class BackboneFeatures(Thumbnail):
    """Early feature maps of the thumbnails instead of their pixels.

    They are read without a gradient from the recogniser's own backbone, which
    must not change any more (frozen) once the localisation network was
    trained. The thumbnails keep the mean and std of the backbone.

    Args:
        layers, taps, map_channels, stride: See :class:`FeatureReader`, whose
            ``channels`` is ``map_channels``.
        **kwargs: See :class:`Thumbnail`.
    """

    def __init__(
        self,
        layers: Sequence[str],
        taps: Sequence[str],
        map_channels: int,
        stride: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.reader = FeatureReader(layers, taps, map_channels, stride)
        self.seen_size = self.size // stride
        self.seen_channels = 2 * map_channels + 2 * self.coordinates

    def _maps(self, small: Tensor, network: Optional[nn.Module]) -> Tensor:
        if network is None:
            raise ValueError(
                'this stn reads features: hand over the network to read them '
                'from, localise(x, network)'
            )
        frames = small.transpose(1, 2)
        maps = self.reader(network, frames.flatten(0, 1))
        return maps.unflatten(0, tuple(frames.shape[:2])).transpose(1, 2)


class FeatureMap(Look):
    """The input itself, a clip's mean, as it is and with its gradient.

    For transformers of feature maps and for the paper's networks. The
    localisation network needs its own ``size``, the side of the input.

    Args:
        channels (int): C of the input. Defaults to 3.
        frames (int): See :class:`Look`.
    """

    def __init__(self, channels: int = 3, frames: int = 4) -> None:
        super().__init__(channels, frames)
        self.seen_channels = channels

    def check(self, family: Transformation, by_frame: bool) -> None:
        if by_frame:
            raise ValueError(
                "looks_at='FeatureMap' sees the mean of a clip, so all its "
                "frames share a view: use temporal='clip', or "
                "looks_at='Thumbnail'"
            )

    def __call__(
        self,
        clip: Tensor,
        so_far: View,
        first: bool,
        sampler: Sampler,
        network: Optional[nn.Module] = None,
        normalise: Normalise = unchanged,
        placed: Optional[View] = None,
    ) -> Tensor:
        return normalise(clip).mean(2).unsqueeze(1)


#: Looks by the names that configs use.
LOOKS: Dict[str, Type[Look]] = dict(
    Thumbnail=Thumbnail,
    BackboneFeatures=BackboneFeatures,
    FeatureMap=FeatureMap,
)
