"""The re-focus loss: the view against the box it should show."""

from typing import List

import torch
from mmaction.registry import MODELS
from torch import Tensor, nn

from ..conventions import normalise_boxes
from ..transformer.boxes import box_corners, box_iou, enclosing_boxes
from .refocusing_checks import check_target


@MODELS.register_module()
class RefocusLoss(nn.Module):
    """L1 of the corners plus 1 - IoU, for any transformation family.

    The target is the clean box that the noise was drawn from, or, where only
    detector boxes exist, the detector box that more noise was added to. The
    L1 part is taken over the target's half side, so that small and large
    people weigh alike, as in the IoU part.

    Args:
        l1_weight (float): Weight of the L1 part. Defaults to 1.
        iou_weight (float): Weight of the IoU part. Defaults to 1.
        loss_weight (float): Weight of the sum. Defaults to 1.
    """

    def __init__(
        self,
        l1_weight: float = 1.0,
        iou_weight: float = 1.0,
        loss_weight: float = 1.0,
    ) -> None:
        super().__init__()
        self.l1_weight = l1_weight
        self.iou_weight = iou_weight
        self.loss_weight = loss_weight

    def forward(self, corners: List[Tensor], targets: Tensor) -> Tensor:
        """The loss of every step of re-focusing, averaged.

        Args:
            corners (list[Tensor]): For each step the view's quadrilaterals
                (N, F, 4, 2) in normalised crop coordinates.
            targets (Tensor): (N, F, 4) boxes in normalised crop coordinates.

        Returns:
            Tensor: Scalar.
        """
        half_side = (targets[..., 2:] - targets[..., :2]) / 2
        goal = box_corners(targets)
        losses = []
        for view in corners:
            distance = (view - goal).abs() / half_side.unsqueeze(-2)
            iou = box_iou(enclosing_boxes(view), targets)
            losses.append(
                self.l1_weight * distance.mean()
                + self.iou_weight * (1 - iou).mean()
            )
        return self.loss_weight * torch.stack(losses).mean()


def refocus_targets(data_samples, size, like: Tensor) -> Tensor:
    """The target boxes of a batch in normalised crop coordinates.

    Args:
        data_samples (list[ActionDataSample]): With ``gt_instances.bboxes``
            (F, 4) in crop pixels, one box a frame.
        size (tuple[int, int]): (H, W) of the crop.
        like (Tensor): Gives device and dtype.

    Returns:
        Tensor: (N, F, 4).

    Raises:
        ValueError: A sample has no target boxes, or one that is not finite or
            has no area.
    """
    boxes = []
    for sample in data_samples:
        if 'gt_instances' not in sample or 'bboxes' not in sample.gt_instances:
            name = sample.metainfo.get('sample_id', 'a sample')
            raise ValueError(
                f'the re-focus loss needs a target box for every frame, and '
                f'{name} has none: give clean_boxes in the annotation or add '
                'TubeBoxNoise before TubeCrop (the box before the noise is '
                'the target), and end the pipeline with PackTubeInputs'
            )
        target = torch.as_tensor(sample.gt_instances.bboxes)
        check_target(target, sample)
        boxes.append(target)
    boxes = torch.stack(boxes).to(like)
    return normalise_boxes(boxes, size)
