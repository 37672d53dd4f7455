"""Base class of looks: they choose what the localisation network sees."""

from abc import ABC, abstractmethod
from typing import Callable, Optional, Tuple, Union

import torch
from torch import Tensor, nn

from .look_again import LookAgain
from .sampler import Sampler
from .transformations import Transformation
from .view import CropBoxes, View

#: Takes pixels (N, C, T, h, w) to the mean and std that a network asks for.
Normalise = Callable[[Tensor], Tensor]


def unchanged(clips: Tensor) -> Tensor:
    """The ``Normalise`` of clips that are normalised already."""
    return clips


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
        look_again (LookAgain | dict, optional): Which clips to look at once
            more, from the view that was found, as if it were their box.
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
        look_again: Union[LookAgain, dict, None] = None,
    ) -> None:
        for name, value in (
            ('channels', channels),
            ('frames', frames),
            ('num_looks', num_looks),
        ):
            check_whole(f'looks_at: {name}', value)
        if context is not None and not context > 0:
            raise ValueError(
                f'looks_at: context must be above 0 or None, got {context}'
            )
        self.channels = channels
        self.frames = frames
        self.num_looks = num_looks
        self.context = context
        if isinstance(look_again, dict):
            look_again = LookAgain(**look_again)
        if look_again is not None and context is None:
            raise ValueError(
                'looks_at: look_again takes the view for the box, so context '
                'must say how much around a box the network looks at'
            )
        self.look_again = look_again

    def check(self, family: Transformation, by_frame: bool) -> None:
        """Raise ValueError where such views cannot be found this way."""
        for name, asked in (
            ('num_looks', self.num_looks > 1),
            ('context', self.context is not None),
            ('look_again', self.look_again is not None),
        ):
            if asked and not family.composes:
                raise ValueError(
                    f'looks_at: {name} needs a family whose views compose, '
                    f'such as attention or affine, got '
                    f'{type(family).__name__}; remove {name}'
                )
        if self.look_again is not None and self.num_looks > 1:
            raise ValueError(
                'looks_at: look_again goes with num_looks=1, got '
                f'{self.num_looks}: a network was trained for one of them'
            )
        if family.parallel and (self.num_looks > 1 or self.look_again):
            raise ValueError(
                'looks_at: parallel views are found by one look, got '
                f'num_looks={self.num_looks}'
                f'{" and look_again" if self.look_again else ""}'
            )

    def check_crop(self, context: float) -> None:
        """Raise ValueError for crops that show less than is looked at.

        Args:
            context (float): Side of the crop over that of the box's square.
        """
        if self.context is not None and self.context > context * (1 + 1e-6):
            raise ValueError(
                f'looks_at: context={self.context} does not fit into a crop '
                f'of context {context:g}: give TubeCrop a context of '
                f'{self.context} or more'
            )

    @abstractmethod
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
        """Make the input of the localisation network.

        Args:
            clip (Tensor): (N, C, T, H, W).
            so_far (View): The view that earlier looks found, the identity at
                the first look.
            first (bool): Whether this is the first look.
            sampler (Sampler): For later looks.
            network (nn.Module, optional): The recogniser's backbone.
            normalise (Callable): Applied to what is taken from the clip.
            placed (View, optional): The view whose coordinates the network
                is given as the place where it looks. Defaults to ``so_far``.

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
        box = _central_share(boxes)
        self.check_crop(1 / box)
        share = box * self.context
        rows, columns = map(int, clip.shape[-2:])  # tensors in a trace
        top, left = (round(n * (1 - share) / 2) for n in (rows, columns))
        if top == left == 0:
            return clip, None
        height, width = rows - 2 * top, columns - 2 * left
        x, y = width / columns, height / rows
        theta = torch.tensor([[x, 0, 0], [0, y, 0]], device=clip.device)
        return clip[..., top : top + height, left : left + width], theta


def check_whole(name: str, value: int) -> None:
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
