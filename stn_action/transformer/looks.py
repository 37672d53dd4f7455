"""What the localisation network looks at, one class a kind.

``looks_at='Thumbnail'`` or ``looks_at=dict(type='Thumbnail', size=96, ...)``.
"""

from abc import ABC, abstractmethod
from typing import Any, Dict, Optional, Sequence, Tuple, Type

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..conventions import ALIGN_CORNERS
from .feature_reader import FeatureReader
from .sampler import Sampler
from .transformations import Transformation
from .view import CropBoxes, View


class Look(ABC):
    """Base class: ``look(clip, ...)`` gives what the network sees.

    Args:
        channels (int): C of the crop. Defaults to 3.
        frames (int): Frames of a clip that are looked at, evenly spread, if
            all frames share a view. Defaults to 4.
        num_looks (int): How often the network looks. Each later look goes
            through the view so far at the original crop, and its theta is
            composed with it. Defaults to 1.
        context (float, optional): Factor on the side of the person's box: the
            network looks at this square in the middle of the crop, and the
            surroundings are there for views that reach beyond. A network that
            was trained on crops of this context then serves wider crops.
            Where the box lies is read from the sample. None looks at the
            whole crop.
    """

    #: Channels and side of what the network sees; None is what comes.
    seen_channels: int
    seen_size: Optional[int] = None

    def __init__(
        self,
        channels: int = 3,
        frames: int = 4,
        num_looks: int = 1,
        context: Optional[float] = None,
    ) -> None:
        for name, value in (
            ('channels', channels),
            ('frames', frames),
            ('num_looks', num_looks),
        ):
            _check_whole(f'looks_at: {name}', value)
        if context is not None and not context > 0:
            raise ValueError(
                f'looks_at: context must be above 0 or None, got {context}'
            )
        self.channels = channels
        self.frames = frames
        self.num_looks = num_looks
        self.context = context

    def check(self, family: Transformation, by_frame: bool) -> None:
        """Raise ValueError where such views cannot be found this way."""
        for name, asked in (
            ('num_looks', self.num_looks > 1),
            ('context', self.context is not None),
        ):
            if asked and not family.composes:
                raise ValueError(
                    f'looks_at: {name} needs a family whose views compose, '
                    f'such as attention or affine, got '
                    f'{type(family).__name__}; remove {name}'
                )
        if self.num_looks > 1 and family.parallel:
            raise ValueError(
                'looks_at: parallel views take num_looks=1, got '
                f'{self.num_looks}'
            )

    @abstractmethod
    def __call__(
        self,
        clip: Tensor,
        so_far: View,
        first: bool,
        sampler: Sampler,
        network: Optional[nn.Module] = None,
    ) -> Tensor:
        """What the network sees.

        Args:
            clip (Tensor): (N, C, T, H, W).
            so_far (View): The view that earlier looks found, the identity at
                the first look.
            first (bool): Whether this is the first look.
            sampler (Sampler): For later looks.
            network (nn.Module, optional): The recogniser's backbone.

        Returns:
            Tensor: (N, T, ``seen_channels``, h, w) float32.
        """

    def spread(self, clip: Tensor) -> Tensor:
        """At most ``frames`` evenly spread frames of (N, C, T, H, W)."""
        total = clip.shape[2]
        if total <= self.frames:
            return clip
        index = torch.linspace(0, total - 1, self.frames, device=clip.device)
        return clip[:, :, index.round().long()]

    def window(
        self, clip: Tensor, boxes: Optional[CropBoxes]
    ) -> Tuple[Tensor, Optional[Tensor]]:
        """The part of (N, C, T, H, W) to look at, and its theta (2, 3).

        The theta is None where that is the whole crop.

        Raises:
            ValueError: ``context`` is given, but where the box lies is not
                known, differs within the batch or is not in the middle, or
                the crop has less context.
        """
        if self.context is None:
            return clip, None
        share = _central_share(boxes) * self.context
        if share > 1 + 1e-6:
            raise ValueError(
                f'looks_at: context={self.context} does not fit into a crop '
                f'of context {self.context / share:g}: give TubeCrop a '
                f'context of {self.context} or more'
            )
        rows, columns = map(int, clip.shape[-2:])  # tensors in a trace
        top, left = (round(n * (1 - share) / 2) for n in (rows, columns))
        if top == left == 0:
            return clip, None
        height, width = rows - 2 * top, columns - 2 * left
        x, y = width / columns, height / rows
        theta = torch.tensor([[x, 0, 0], [0, y, 0]], device=clip.device)
        return clip[..., top : top + height, left : left + width], theta


class Thumbnail(Look):
    """Small anti-aliased copies of the frames, and how each moves.

    As in the paper's 448 to 224 px experiment, only the sampler sees the crop
    in full resolution. Thumbnails are standardised per clip and channel, so
    the network does not depend on the mean and std that the backbone asks
    for. Beside each frame stands its absolute difference from the clip's
    mean: appearance and motion. No gradient goes back into the crop.

    Args:
        size (int): S, side of the thumbnails. Defaults to 64.
        coordinates (bool): The network also sees where in the crop each pixel
            lies, two more channels: a later look would not know otherwise
            where the box was, which is the best guess where the picture says
            little. Defaults to False.
        **kwargs: See :class:`Look`.
    """

    def __init__(
        self, size: int = 64, coordinates: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        _check_whole('looks_at: size', size)
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
    ) -> Tensor:
        with torch.no_grad():
            small = self._thumbnails(clip, so_far, first, sampler)
            maps = self._maps(small, network)
            motion = (maps - maps.mean(2, keepdim=True)).abs()
            seen = torch.cat([maps, motion], 1).transpose(1, 2)
            if not self.coordinates:
                return seen
            grid = so_far.each_frame(
                so_far.grid((seen.shape[-2], seen.shape[-1]))
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
    ) -> Tensor:
        return clip.mean(2).unsqueeze(1)


#: By the names that configs use.
LOOKS: Dict[str, Type[Look]] = dict(
    Thumbnail=Thumbnail,
    BackboneFeatures=BackboneFeatures,
    FeatureMap=FeatureMap,
)


def _check_whole(name: str, value: int) -> None:
    if not isinstance(value, int) or value < 1:
        raise ValueError(
            f'{name} must be a whole number of 1 or more, got {value!r}'
        )


def _central_share(boxes: Optional[CropBoxes]) -> float:
    """Side over the crop's of a square box in the middle of the crop."""
    if boxes is None:
        raise ValueError(
            "looks_at: context asks where the person's box lies in the crop, "
            'which is not known: TubeCrop writes it and PackTubeInputs packs '
            'it (box_in_crop); without data samples give it as '
            'boxes=(x1, y1, x2, y2), normalised'
        )
    if isinstance(boxes, Tensor):
        raise ValueError(
            'looks_at: context needs crops of one kind, but the boxes lie '
            'differently in the crops of this batch: use one context and one '
            'size of TubeCrop for all'
        )
    x1, y1, x2, y2 = boxes
    share = (x2 - x1) / 2
    if max(abs(x1 + x2), abs(y1 + y2), abs((y2 - y1) / 2 - share)) > 1e-4:
        raise ValueError(
            'looks_at: context needs the square of the box in the middle of '
            f'the crop, got a box at {tuple(boxes)} (normalised)'
        )
    return share
