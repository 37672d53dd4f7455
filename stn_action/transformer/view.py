"""A view: where the backbone looks in the crop.

The localisation network gives a ``View``; losses, view steps, records,
pictures, exports and the sampler take it. Nothing else knows how theta's axes
are laid out.
"""

from dataclasses import dataclass, replace
from typing import Dict, Optional, Tuple, Union

import torch
from torch import Tensor

from ..conventions import denormalise_boxes
from .boxes import enclosing_boxes
from .transformations import MatrixTransformation, Transformation, areas

#: Where the person's box lies in the crop, normalised ``xyxy``: four numbers
#: for all frames of all clips, or a tensor (N, T, 4).
CropBoxes = Union[Tuple[float, float, float, float], Tensor]


@dataclass(frozen=True, eq=False)
class View:
    """The views of N clips, one for each clip or one for each frame.

    A view is immutable: what changes it returns another one.

    Args:
        theta (Tensor): (N, ...) of ``family``, one a clip, or (N, T, ...),
            one a frame; K parallel views have an axis K after these.
        family (Transformation): What theta parametrises.
        crop (tuple[int, int]): (H, W) of the crop in pixels.
        frames (int, optional): T, the frames of a clip; None for images.
        boxes (CropBoxes, optional): Where the person's box lies in the crop;
            None where it is not known.
        kept (Tensor, optional): (N,) or (N, T) bool, whether the view is the
            person's box itself (see ``KeepBox``); None where nothing is kept.

    Raises:
        ValueError: theta has other axes than these.
    """

    theta: Tensor
    family: Transformation
    crop: Tuple[int, int]
    frames: Optional[int] = None
    boxes: Optional[CropBoxes] = None
    kept: Optional[Tensor] = None

    def __post_init__(self) -> None:
        lead = self.theta.dim() - self.family.theta_axes
        if lead not in (1, 2):
            kind = type(self.family).__name__
            raise ValueError(
                f'theta of {kind} must have axes (N, ...) or (N, T, ...) and '
                f'{self.family.theta_axes} of its own, got shape '
                f'{tuple(self.theta.shape)}'
            )
        if lead == 2 and self.theta.shape[1] != (self.frames or 1):
            raise ValueError(
                f'theta is given for {self.theta.shape[1]} frames, the clip '
                f'has {self.frames}'
            )

    @classmethod
    def of_frames(
        cls, theta: Tensor, family: Transformation, crop: Tuple[int, int]
    ) -> 'View':
        """The view of one clip out of its record, theta (F, ...)."""
        return cls(theta.unsqueeze(0), family, crop, len(theta))

    def __len__(self) -> int:
        return len(self.theta)

    def __getitem__(self, index) -> 'View':
        """The views of some of the N clips, by a slice or a tensor."""
        boxes, kept = self.boxes, self.kept
        return replace(
            self,
            theta=self.theta[index],
            boxes=boxes[index] if isinstance(boxes, Tensor) else boxes,
            kept=None if kept is None else kept[index],
        )

    @property
    def by_frame(self) -> bool:
        """Whether each frame has a view of its own."""
        return self.theta.dim() - self.family.theta_axes == 2

    @property
    def num_views(self) -> int:
        """K, parallel views of a crop."""
        return self.family.num_views

    def with_theta(
        self, theta: Tensor, kept: Optional[Tensor] = None
    ) -> 'View':
        """The same crop, seen through another theta."""
        return replace(self, theta=theta, kept=kept)

    def detach(self) -> 'View':
        return self.with_theta(self.theta.detach(), self.kept)

    def compose(self, inner: Tensor) -> 'View':
        """Look through this view at what ``inner`` shows of it.

        Args:
            inner (Tensor): (..., 2, 3) that broadcasts with theta.
        """
        return self.with_theta(self.family.compose(self.theta, inner))

    def widened(self, factor: float) -> 'View':
        """The same centre, with sides of ``factor`` times these."""
        zoom = self.theta.new_tensor([[factor, 0, 0], [0, factor, 0]])
        return self.compose(zoom.expand(*self.theta.shape[:-2], 2, 3))

    def identity(self) -> 'View':
        """In place of each view that of the whole crop (or its tile)."""
        start = self.family.identity(self.theta)
        return self.with_theta(start.expand_as(self.theta))

    def of_images(self) -> 'View':
        """Views of clips of one frame as views of images."""
        theta = self.theta.squeeze(1) if self.by_frame else self.theta
        return replace(self, theta=theta, frames=None)

    def corners(self) -> Tensor:
        """Normalised quadrilaterals (..., 4, 2), clockwise from top left."""
        return self.family.corners(self.theta)

    def outline(self, per_edge: int = 12) -> Tensor:
        """Normalised borders (..., P, 2), see ``Transformation.outline``."""
        return self.family.outline(self.theta, per_edge)

    def enclosing_boxes(self) -> Tensor:
        """Normalised boxes (..., 4) around the views."""
        return enclosing_boxes(self.corners())

    def as_boxes(self) -> Optional[Tensor]:
        """Normalised boxes (..., 4) that the views are, in float32.

        None where one of them is turned, mirrored or bent.
        """
        return self.family.as_boxes(self.theta.float())

    def grid(self, size: Tuple[int, int]) -> Tensor:
        """Sampling grids (..., H, W, 2) of views of ``size``, float32."""
        return self.family.grid(self.theta.float(), size)

    def numbers(self) -> Dict[str, Tensor]:
        """What each frame's view does to the crop, by name, for plots.

        Of F frames, those of all clips; see ``Transformation.numbers``. The
        second of K parallel views has names such as ``zoom of 1``.
        """
        return self.family.numbers(self.each_frame(self.theta).flatten(0, 1))

    def person_boxes(self) -> Tensor:
        """Where the box lies: (N, 4) for one view a clip, else (N, T, 4).

        A view that all frames share is compared with the mean box.

        Raises:
            ValueError: It is not known.
        """
        if self.boxes is None:
            raise ValueError(
                "where the person's box lies in the crop is not known, and a "
                'view step asks for it: TubeCrop writes it and PackTubeInputs '
                'packs it (box_in_crop); without data samples give it as '
                'boxes=(x1, y1, x2, y2), normalised'
            )
        lead = self.theta.shape[: 2 if self.by_frame else 1]
        if not isinstance(self.boxes, Tensor):
            return self.theta.new_tensor(self.boxes).expand(*lead, 4)
        boxes = self.boxes.to(self.theta)
        return boxes if self.by_frame else boxes.mean(1)

    def each_frame(self, values: Tensor) -> Tensor:
        """Repeat each view's values (N, ...) per frame: (N, T, ...)."""
        if self.by_frame:
            return values
        frames = self.frames or 1
        return values.unsqueeze(1).expand(-1, frames, *values.shape[1:])

    def one_by_one(self) -> 'View':
        """K parallel views as N * K single ones, those of a clip in a row."""
        if not self.family.parallel:
            return self
        theta = self.theta.transpose(1, 2) if self.by_frame else self.theta
        return View(
            theta.flatten(0, 1), self.family.single(), self.crop, self.frames
        )

    def scales(self) -> Optional[Tensor]:
        """Sides of the views over the crop's (...,), of area-equal squares.

        None for families without a matrix.
        """
        if not isinstance(self.family, MatrixTransformation):
            return None
        return areas(self.theta.float()).sqrt()

    @torch.no_grad()
    def outside_share(self, resolution: int = 16) -> Tensor:
        """Share of the view, 0 to 1, that lies outside the crop."""
        grid = self.grid((resolution, resolution))
        return (grid.abs() > 1).any(-1).to(grid.dtype).mean()

    @torch.no_grad()
    def record(self, num_samples: int) -> Dict[str, Tensor]:
        """Where each frame's view looked, for N samples of one or more clips.

        Returns:
            dict[str, Tensor]: ``view_corners`` (N, F, 4, 2) normalised,
            ``view_boxes`` (N, F, 4) in crop pixels, the boxes around the
            corners, ``view_outlines`` (N, F, P, 2) normalised, the borders,
            which are curved for thin-plate splines, and ``theta``
            (N, F, ...). F are the frames of all clips of a sample. K parallel
            views have an axis K after F.
        """
        boxes = denormalise_boxes(self.enclosing_boxes(), self.crop)
        return {
            name: self.per_sample(values, num_samples)
            for name, values in (
                ('view_corners', self.corners()),
                ('view_boxes', boxes),
                ('view_outlines', self.outline()),
                ('theta', self.theta),
            )
        }

    def per_sample(self, values: Tensor, num_samples: int) -> Tensor:
        """Arrange values of each view as (N, F, ...) of ``num_samples``."""
        values = self.each_frame(values).flatten(0, 1)
        return values.unflatten(0, (num_samples, -1))
