"""Leaving a box alone that the view nearly agrees with."""

import torch
from torch import Tensor

from ..transformer.transformations.base import (
    MatrixTransformation,
    Transformation,
)
from .view_boxes import box_iou, enclosing_boxes


class KeepBox:
    """Where the view overlaps the person's box enough, the box is the view.

    A localisation network errs by a few per cent wherever it looks. That is
    far less than a loose box errs, and more than a good one does: of a view
    that says "about what the box says", the box is the better guess. There is
    no threshold in training, only in what is sampled and recorded.

    Args:
        scale (float): Side of the plain box's square, the view that a
            recogniser without an STN gets, over the crop's: its context over
            ``TubeCrop``'s, such as 1.1 / 1.4.
        iou (float): The box is kept where its IoU with the view is above
            this. In (0, 1).
    """

    def __init__(self, scale: float, iou: float) -> None:
        if not 0 < iou < 1 or not scale > 0:
            raise ValueError(
                'keep_box needs scale > 0 and an iou in (0, 1), '
                f'got scale={scale}, iou={iou}'
            )
        self.scale = scale
        self.iou = iou

    def __call__(
        self, theta: Tensor, family: Transformation, otherwise: Tensor
    ) -> Tensor:
        """The box's theta where it is kept, ``otherwise`` elsewhere.

        Args:
            theta (Tensor): (..., 2, 3) of a matrix family.
            family (Transformation): That family.
            otherwise (Tensor): (..., 2, 3).
        """
        if not isinstance(family, MatrixTransformation):
            raise ValueError(
                f'keep_box knows no {type(family).__name__}: a box is a view '
                'of the matrix families alone; remove keep_box'
            )
        plain = theta.new_tensor([[self.scale, 0, 0], [0, self.scale, 0]])
        plain = plain.expand_as(theta)
        views = enclosing_boxes(family.corners(theta))
        boxes = enclosing_boxes(family.corners(plain))
        kept = box_iou(views, boxes) > self.iou
        return torch.where(kept[..., None, None], plain, otherwise)
