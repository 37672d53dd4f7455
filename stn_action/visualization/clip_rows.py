"""Pages of clips: the frame, the plain crop, and what the backbone saw."""

from typing import List, Sequence, Tuple

import cv2
import numpy as np
import torch
from mmengine.dataset import pseudo_collate

from ..tubes import box_iou, crop_frame, crop_regions
from .contact_sheet import contact_sheet
from .drawing import (
    COLOURS,
    LABELS,
    corners_to_frame,
    draw_box,
    draw_quadrilateral,
)

TITLES = ('frame', 'plain crop', "backbone's view")


def clip_page(model, dataset, indices: Sequence[int]) -> np.ndarray:
    """One row a clip, its middle frame, with the model's guess.

    Drawn on the frame are the squares around the detector's box and around
    the true box, and the view; the plain crop is the detector's square.

    Args:
        model (nn.Module): A recogniser with an ``stn``.
        dataset (PersonTubeDataset): Whose pipeline ends in its inputs, with
            target boxes.
        indices (Sequence[int]): Of the clips in ``dataset``.

    Returns:
        ndarray: (H, W, 3) uint8 RGB.
    """
    model.eval()
    rows, captions = zip(*(clip_row(model, dataset, i) for i in indices))
    key = {LABELS[name]: COLOURS[name] for name in ('box', 'view', 'true')}
    return contact_sheet(rows, TITLES, captions, key=key)


@torch.no_grad()
def clip_row(model, dataset, index: int) -> Tuple[List[np.ndarray], str]:
    """The cells of one clip, and its caption."""
    packed = dataset[index]
    (sample,) = model.test_step(pseudo_collate([packed]))
    k = len(sample.crop_boxes) // 2
    box, true, view = (
        in_frame(boxes, sample, k).reshape(4)
        for boxes in (
            sample.proposals.bboxes,
            sample.gt_instances.bboxes,
            sample.view_boxes,
        )
    )
    plain = crop_frame(
        frame_of(sample, k), crop_regions(box[None])[0], sample.img_shape[0]
    )
    classes = dataset.metainfo['classes']
    # The name last: a long one is cut off by the page's edge.
    caption = (
        f'{classes[int(sample.gt_label)]}, taken for '
        f'{classes[int(sample.pred_label)]}; IoU of box '
        f'{box_iou(box, true):.2f}, of view {box_iou(view, true):.2f}: '
        f'{sample.sample_id}'
    )
    return [
        annotated_frame(sample, k),
        plain,
        seen_by_backbone(model, packed, k),
    ], caption


def annotated_frame(sample, k: int) -> np.ndarray:
    """The video's frame of a tested sample's ``k``-th image, with the squares
    around the true and the detector's box, and the view."""
    frame = frame_of(sample, k)
    for name, boxes in (
        ('true', sample.gt_instances.bboxes),
        ('box', sample.proposals.bboxes),
    ):
        corners = in_frame(boxes, sample, k)
        frame = draw_box(frame, corners.reshape(4), COLOURS[name], 1)
    view = corners_to_frame(
        sample.view_corners.cpu().numpy(), sample.crop_boxes
    )[k]
    return draw_quadrilateral(frame, view, COLOURS['view'], 1)


def in_frame(boxes: torch.Tensor, sample, k: int) -> np.ndarray:
    """The ``k``-th of boxes in crop pixels to corners (2, 2) in the frame."""
    corners = boxes[k].cpu().numpy().reshape(1, 2, 2)
    return corners_to_frame(
        corners / sample.img_shape[0] * 2 - 1, sample.crop_boxes[k : k + 1]
    )[0]


@torch.no_grad()
def seen_by_backbone(model, packed: dict, frame: int) -> np.ndarray:
    """The view of one frame (counted over all clips of the sample)."""
    data = model.data_preprocessor(pseudo_collate([packed]))
    theta = model.localise(model.to_clips(data['inputs']))[-1]
    pixels = model.to_clips(packed['inputs'][None].float().to(theta.device))
    theta = model.widen(model.settle(theta))
    views = model.stn.warp(pixels, theta)  # (V, C, T, H, W)
    image = views.transpose(1, 2).flatten(0, 1)[frame]
    image = image.round().clamp(0, 255).byte().permute(1, 2, 0)
    return np.ascontiguousarray(image.cpu().numpy())


def frame_of(sample, k: int) -> np.ndarray:
    """The RGB frame of a tested sample's ``k``-th image.

    OpenCV decodes in order, which needs no more than is installed anyway:
    seeking is not exact, and PyAV is an extra.

    Raises:
        ValueError: It does not decode.
    """
    index = int(np.ravel(sample.frame_inds)[k])
    video = cv2.VideoCapture(sample.filename)
    good, frame = False, None
    for _ in range(index + 1):
        good, frame = video.read()
    video.release()
    if not good:
        raise ValueError(f'{sample.filename}: frame {index} does not decode')
    return np.ascontiguousarray(frame[..., ::-1])
