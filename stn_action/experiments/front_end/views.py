"""Views of a front end in pixels of the frame, cut once."""

from typing import List, Tuple

import numpy as np
import torch

from ...transformer import SpatialTransformer
from ...transformer.temporal import pull_together
from ...tubes import box_iou, crop_regions, square_boxes
from ...tubes.crop import crop_frame
from .clips import Clips
from .second_look import disagrees

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
        steady (float): See ``pull_together``.
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
        self.steady = steady
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
        theta, regions = self._look(clips, chosen, frames, boxes)
        views = _to_frame(theta, regions)
        scale = MARGIN / self.context
        again = disagrees(theta, scale, self.again).numpy()
        if again.any():
            which = np.flatnonzero(again)
            theta, regions = self._look(
                clips,
                [chosen[i] for i in which],
                frames[which],
                square_boxes(views[which], 1 / MARGIN),
            )
            views[which] = _to_frame(theta, regions)
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
    ) -> Tuple[torch.Tensor, np.ndarray]:
        regions = crop_regions(boxes.reshape(-1, 4), self.context)
        regions = regions.reshape(boxes.shape)
        thetas = []
        for clip, numbers, cut in zip(chosen, frames, regions):
            crops = cut_regions(
                clips.frames(clip), numbers, cut, self.stn.looks_at.size
            )
            x = torch.from_numpy(crops).permute(3, 0, 1, 2).float()
            thetas.append(self.stn.localise(x[None] / 127.5 - 1)[-1].theta)
        theta = torch.cat(thetas)
        if self.steady:
            theta = pull_together(theta, self.steady)
        return theta, regions


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


def _to_frame(theta: torch.Tensor, regions: np.ndarray) -> np.ndarray:
    """Views of ``attention`` thetas (n, T, 2, 3) as boxes of the frame."""
    theta = theta.double().numpy()
    centre, half = theta[..., 2], theta[..., [0, 1], [0, 1]]
    low = regions[..., :2]
    sides = regions[..., 2:] - low
    ends = [(centre + sign * half + 1) / 2 * sides + low for sign in (-1, 1)]
    return np.concatenate(ends, -1)
