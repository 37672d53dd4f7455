"""Holds where an STN looked in one sample, and the pixels it showed."""

from dataclasses import dataclass, field, replace
from typing import Dict, Optional

import numpy as np
import torch
from torch import Tensor

from ..transformer import View
from ..video.fetching import fetch_frames
from ..video.reading import VideoError
from .drawing import corners_to_frame


@dataclass
class RefocusedClip:
    """F frames of one person.

    Args:
        frame_inds (ndarray): (F,) numbers of the frames.
        boxes_frame (ndarray): (F, 4) of the detector, pixels of the frame.
        crop_boxes (ndarray): (F, 4) region of the crop, pixels of the frame.
        outlines (ndarray, optional): (F, K, P, 2) the border of each of K
            views in the crop, normalised. None without an STN.
        theta (ndarray, optional): (F, ...) of the recorded view.
        sampled_theta (ndarray, optional): (F, ...) of what the backbone saw.
        clean_boxes_frame (ndarray, optional): (F, 4) true boxes.
        numbers (dict, optional): What the recorded view does in each frame,
            by name, see :meth:`View.numbers`.
        frames (dict, optional): Frame number to (H, W, 3) uint8 RGB.
        crops (ndarray, optional): (F, H, W, 3) uint8 RGB pixels of the crop.
        views (ndarray, optional): (F, K, h, w, 3), what the backbone saw;
            None without an STN, where it saw the crops.
    """

    frame_inds: np.ndarray
    boxes_frame: np.ndarray
    crop_boxes: np.ndarray
    outlines: Optional[np.ndarray] = None
    theta: Optional[np.ndarray] = None
    sampled_theta: Optional[np.ndarray] = None
    clean_boxes_frame: Optional[np.ndarray] = None
    numbers: Optional[Dict[str, np.ndarray]] = field(default=None, repr=False)
    frames: Optional[dict] = field(default=None, repr=False)
    crops: Optional[np.ndarray] = field(default=None, repr=False)
    views: Optional[np.ndarray] = field(default=None, repr=False)

    @classmethod
    def from_sample(cls, sample) -> 'RefocusedClip':
        """Make a clip of the ``ActionDataSample`` that a model returns."""
        outlines = _array(sample.get('view_outlines'))
        if outlines is not None and outlines.ndim == 3:
            outlines = outlines[:, None]
        clean = sample.get('clean_boxes_frame')
        return cls(
            np.ravel(sample.frame_inds),
            np.asarray(sample.boxes_frame, np.float64),
            np.asarray(sample.crop_boxes, np.float64),
            outlines,
            _array(sample.get('theta')),
            _array(sample.get('sampled_theta')),
            None if clean is None else np.asarray(clean, np.float64),
        )

    @classmethod
    def of_tested(cls, model, inputs: Tensor, sample) -> 'RefocusedClip':
        """Make a clip of one tested sample, with its pictures.

        The video's frames are among them where it is a file that decodes.

        Args:
            model (nn.Module): The model that was tested, with an STN or
                without.
            inputs (Tensor): The sample's inputs as its pipeline packs them.
            sample (ActionDataSample): What the model returned.

        Raises:
            ValueError: The pipeline crops no person tubes.
        """
        if 'boxes_frame' not in sample:
            raise ValueError(
                f'{sample.get("sample_id")}: no boxes to draw. Pictures of '
                'what the STN looks at need TubeCrop and PackTubeInputs in '
                'the pipeline; draw_transforms.py draws models of whole '
                'images.'
            )
        clip = cls.from_sample(sample)
        try:
            frames = fetch_frames(sample.filename, clip.frame_inds)
        except (AttributeError, VideoError):
            frames = None
        clip.add_pictures(model, inputs, frames)
        return clip

    def enlarged(self, factor: float) -> 'RefocusedClip':
        """The same on frames whose sides are ``factor`` times as long."""
        clean = self.clean_boxes_frame
        return replace(
            self,
            boxes_frame=self.boxes_frame * factor,
            crop_boxes=self.crop_boxes * factor,
            clean_boxes_frame=None if clean is None else clean * factor,
        )

    def outlines_frame(self) -> np.ndarray:
        """``outlines`` in pixels of the frame, (F, K, P, 2)."""
        return np.stack(
            [
                corners_to_frame(view, self.crop_boxes)
                for view in self.outlines.swapaxes(0, 1)
            ],
            1,
        )

    def view_boxes_frame(self) -> np.ndarray:
        """(F, 4) the box around all views of a frame, in pixels of it."""
        outlines = self.outlines_frame()
        points = outlines.reshape(len(outlines), -1, 2)
        return np.concatenate([points.min(1), points.max(1)], 1)

    @torch.no_grad()
    def add_pictures(
        self, model, inputs: Tensor, frames: Optional[dict] = None
    ) -> None:
        """Set ``crops``, ``views``, ``numbers`` and ``frames``.

        Args:
            model (nn.Module): The model that the sample comes from.
            inputs (Tensor): The sample's inputs as its pipeline packs them,
                pixels of 0 to 255: (M, C, H, W), or (V, C, T, H, W).
            frames (dict, optional): The video's frames by number.
        """
        self.frames = frames
        crops = inputs.float()
        if crops.dim() == 5:
            crops = crops.transpose(1, 2).flatten(0, 1)
        self.crops = to_images(crops.permute(0, 2, 3, 1))
        if self.sampled_theta is None:
            return
        device = next(model.stn.parameters()).device
        clip = crops.to(device).transpose(0, 1).unsqueeze(0)
        size = crops.shape[-2:]
        recorded, sampled = (
            View.of_frames(torch.from_numpy(theta).to(device), family, size)
            for theta, family in zip(
                (self.theta, self.sampled_theta), model.stn.families
            )
        )
        views = model.stn.warp(clip, sampled)
        self.views = to_images(views.permute(2, 0, 3, 4, 1))
        numbers = recorded.numbers().items()
        self.numbers = {name: _array(values) for name, values in numbers}

    def drop_pictures(self) -> None:
        self.frames = self.crops = self.views = self.numbers = None


def to_images(pixels: Tensor) -> np.ndarray:
    """(..., C) of 0 to 255 to (..., 3) uint8; grey becomes RGB."""
    pixels = pixels.round().clamp(0, 255).byte().cpu().numpy()
    if pixels.shape[-1] == 1:
        pixels = pixels.repeat(3, -1)
    return np.ascontiguousarray(pixels)


def _array(value: Optional[Tensor]) -> Optional[np.ndarray]:
    return None if value is None else value.detach().float().cpu().numpy()
