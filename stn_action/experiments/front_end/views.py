"""Views of a front end in pixels of the frame, cut once."""

from typing import List, Tuple

import numpy as np
import torch

from ...transformer import SpatialTransformer, View
from ...transformer.look_again import box_overlap
from ...transformer.steps import Steady
from ...tubes import box_iou, crop_regions, square_boxes
from ...tubes.crop import crop_frame
from .clips import Clips

#: Margin of target and view around the person, as of ``TubeCrop``.
MARGIN = 1.1
_GREY = 127


class FrontEnd:
    """A localisation network before whatever comes after it.

    Thumbnails are cut from the frame at their own size, and what is returned
    are boxes of the frame: nothing is resampled twice.

    Args:
        stn (SpatialTransformer): ``temporal='frame'``, one step.
        context (float): Of the crop that the network looks at.
        steady (float): Error of the step ``Steady``.
        again (float): Clips whose views overlap their boxes by less are
            looked at a second time. 0 is never, 1 always.
        keep (float): A box that the view overlaps by more is kept.
        view_context (float): What is cut of a view that is not the box.
    """

    def __init__(
        self,
        stn: SpatialTransformer,
        context: float = 1.4,
        steady: float = 0.09,
        again: float = 0.7,
        keep: float = 0.85,
        view_context: float = 1.08,
    ) -> None:
        self.stn = stn.eval()
        self.context = context
        self.steady = Steady(steady)
        self.again = again
        self.keep = keep
        self.view_context = view_context

    def views(
        self,
        clips: Clips,
        chosen: List[int],
        frames: np.ndarray,
        boxes: np.ndarray,
    ) -> np.ndarray:
        """Square views (n, T, 4) ``xyxy`` of the person, margin included.

        Args:
            clips (Clips): Where the frames are.
            chosen (list[int]): n clips.
            frames (ndarray): (n, T) numbers of frames.
            boxes (ndarray): (n, T, 4) boxes in pixels of the frame.
        """
        view, regions = self._look(clips, chosen, frames, boxes)
        views = _to_frame(view, regions)
        again = (box_overlap(view, MARGIN) < self.again).numpy()
        if again.any():
            which = np.flatnonzero(again)
            view, regions = self._look(
                clips,
                [chosen[i] for i in which],
                frames[which],
                square_boxes(views[which], 1 / MARGIN),
            )
            views[which] = _to_frame(view, regions)
        return views

    def shown(self, views: np.ndarray, boxes: np.ndarray) -> np.ndarray:
        """What the recogniser gets: the box where the two agree."""
        plain = square_boxes(boxes, MARGIN)
        kept = box_iou(views, plain) > self.keep
        wide = square_boxes(views, self.view_context)
        return np.where(kept[..., None], plain, wide)

    @torch.no_grad()
    def _look(
        self,
        clips: Clips,
        chosen: List[int],
        frames: np.ndarray,
        boxes: np.ndarray,
    ) -> Tuple[View, np.ndarray]:
        """Views, one a clip and frame, and regions (n, T, 4) of the crops."""
        regions = crop_regions(boxes.reshape(-1, 4), self.context)
        regions = regions.reshape(boxes.shape)
        side = 1 / self.context  # of the box, in its crop
        thetas = []
        for clip, numbers, cut in zip(chosen, frames, regions):
            crops = cut_regions(
                clips.frames(clip), numbers, cut, self.stn.looks_at.size
            )
            x = torch.from_numpy(crops).permute(3, 0, 1, 2).float()
            view = self.stn.localise(
                x[None] / 127.5 - 1, boxes=(-side, -side, side, side)
            )[-1]
            thetas.append(view.theta)
        return self.steady(view.with_theta(torch.cat(thetas))), regions


def cut_regions(
    video: np.ndarray, numbers, regions: np.ndarray, size: int
) -> np.ndarray:
    """(T, size, size, 3); grey where a region lies outside the frame."""
    out = np.full((len(regions), size, size, 3), _GREY, np.uint8)
    for i, (number, region) in enumerate(zip(numbers, regions)):
        height, width = video.shape[1:3]
        if (region[:2] < (width, height)).all() and (region[2:] > 0).all():
            out[i] = crop_frame(np.asarray(video[number]), region, size)
    return out


def _to_frame(view: View, regions: np.ndarray) -> np.ndarray:
    """Views of regions (n, T, 4) of the frame as boxes of the frame."""
    low, high = np.split(regions, 2, -1)
    ends = np.split(view.enclosing_boxes().double().numpy(), 2, -1)
    return np.concatenate(
        [(end + 1) / 2 * (high - low) + low for end in ends], -1
    )
