"""Pages of clips: the frame, the plain crop, and what the backbone saw.

They show one frame of each clip. ``refocus_sheet`` shows one clip over time;
both draw a :class:`RefocusedClip`, and both lay cells out by
``contact_sheet``.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, List, Sequence, Tuple

import numpy as np
import torch
from mmengine.dataset import pseudo_collate

from ..tubes import box_iou, crop_frame, crop_regions
from ..video.fetching import fetch_frames
from .contact_sheet import contact_sheet
from .drawing import COLOURS, LABELS, corners_to_frame
from .refocus_sheet import annotate
from .refocused_clip import RefocusedClip

_KEY = {LABELS[name]: COLOURS[name] for name in ('box', 'view', 'true')}


@dataclass(frozen=True)
class TestedClip:
    """A test clip and the result of a recogniser on it.

    Attributes:
        sample (ActionDataSample): The sample that the recogniser returned.
        clip (RefocusedClip): Its views, with pixels. Its boxes are the
            squares that the detector's and the true box give, as the crop is
            one, and as their IoUs are measured.
    """

    sample: Any
    clip: RefocusedClip

    @property
    def middle(self) -> int:
        """Position of the frame that is shown."""
        return len(self.clip.frame_inds) // 2

    @property
    def correct(self) -> bool:
        """Whether the recogniser's guess is the true class."""
        return int(self.sample.gt_label) == int(self.sample.pred_label)

    @cached_property
    def frame(self) -> np.ndarray:
        """The video's frame."""
        index = int(self.clip.frame_inds[self.middle])
        return fetch_frames(self.sample.filename, [index])[index]

    def annotated_frame(self) -> np.ndarray:
        """The video's frame with both squares and the view."""
        return annotate(self.frame, self.clip, self.middle)

    def plain_crop(self) -> np.ndarray:
        """The square around the detector's box, as large as the crop."""
        region = crop_regions(self.clip.boxes_frame[[self.middle]])[0]
        return crop_frame(self.frame, region, self.sample.img_shape[0])

    def seen(self) -> np.ndarray:
        """The pixels that the backbone saw: the view, or without an STN the
        crop."""
        clip = self.clip
        if clip.views is None:
            return clip.crops[self.middle]
        return clip.views[self.middle, 0]

    def ious(self) -> Tuple[float, float]:
        """IoU of the detector's square and of the view with the true one."""
        k = self.middle
        target = self.sample.gt_instances.bboxes[k].cpu().numpy()
        boxes = self.sample.proposals.bboxes[k], self.sample.view_boxes[k]
        return tuple(float(box_iou(b.cpu().numpy(), target)) for b in boxes)


@torch.no_grad()
def tested_clip(model, dataset, index: int) -> TestedClip:
    """Run a recogniser on one clip and keep what is drawn of it.

    Args:
        model (nn.Module): A recogniser, with an STN or without. It is put
            into evaluation mode.
        dataset (PersonTubeDataset): Whose pipeline ends in the model's inputs,
            with true boxes.
        index (int): Index of the clip in ``dataset``.
    """
    model.eval()
    packed = dataset[index]
    (sample,) = model.test_step(pseudo_collate([packed]))
    clip = RefocusedClip.from_sample(sample)
    clip = replace(
        clip,
        boxes_frame=_in_frame(sample.proposals.bboxes, sample),
        clean_boxes_frame=_in_frame(sample.gt_instances.bboxes, sample),
    )
    clip.add_pictures(model, packed['inputs'])
    return TestedClip(sample, clip)


def _in_frame(boxes: torch.Tensor, sample) -> np.ndarray:
    """Boxes (F, 4) in pixels of the crops to pixels of the frame."""
    corners = boxes.cpu().numpy().reshape(-1, 2, 2)
    corners = corners / sample.img_shape[0] * 2 - 1
    return corners_to_frame(corners, sample.crop_boxes).reshape(-1, 4)


def clip_page(model, dataset, indices: Sequence[int]) -> np.ndarray:
    """Draw one row for each clip: its middle frame and the model's guess.

    A localisation network alone guesses nothing. The frame has the squares
    around the detector's box and the true box, and the view; the plain crop
    is the detector's square.

    Args:
        model (nn.Module): A recogniser with an ``stn``, or an STNRefocuser.
        dataset (PersonTubeDataset): With true boxes.
        indices (Sequence[int]): Indices of the clips in ``dataset``.

    Returns:
        ndarray: (H, W, 3) uint8 RGB.
    """
    rows, captions = zip(*(clip_row(model, dataset, i) for i in indices))
    titles = ('frame', 'plain crop', "backbone's view")
    return contact_sheet(rows, titles, captions, key=_KEY)


def clip_row(model, dataset, index: int) -> Tuple[List[np.ndarray], str]:
    """The cells of one clip of :func:`clip_page`, and its caption."""
    tested = tested_clip(model, dataset, index)
    sample, classes = tested.sample, dataset.metainfo['classes']
    box, view = tested.ious()
    name = classes[int(sample.gt_label)]
    if 'pred_label' in sample:  # a localisation network alone names no action
        name = f'{name}, taken for {classes[int(sample.pred_label)]}'
    # The name last: a long one is cut off by the page's edge.
    caption = (
        f'{name}; IoU of box {box:.2f}, of view {view:.2f}: {sample.sample_id}'
    )
    cells = [tested.annotated_frame(), tested.plain_crop(), tested.seen()]
    return cells, caption
