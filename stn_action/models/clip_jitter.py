"""Colour augmentation of whole batches of clips."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ClipJitter(nn.Module):
    """Changes the colours of each clip, the same way in all its frames.

    The place of a person does not depend on the colours, so the change is
    valid augmentation for a small data set. It works on whole batches of
    normalised clips (mean 0, about +-1) and takes no time in the workers.
    MMAction2's ``ColorJitter`` draws anew for every image, which would look
    like motion.

    Args:
        saturation (tuple[float, float]): Factor on the distance from grey.
        contrast (tuple[float, float]): Factor on everything.
        brightness (float): Offset, uniform in +- this.
        tint (float): Factor on each channel, within 1 +- this.
        blur (float): Chance of a 3 x 3 average.
    """

    def __init__(
        self,
        saturation=(0.2, 1.6),
        contrast=(0.6, 1.5),
        brightness: float = 0.3,
        tint: float = 0.2,
        blur: float = 0.3,
    ) -> None:
        super().__init__()
        self.saturation = saturation
        self.contrast = contrast
        self.brightness = brightness
        self.tint = tint
        self.blur = blur

    def forward(self, clips: Tensor) -> Tensor:
        """(N, C, T, H, W) to the same."""

        def draw(low: float, high: float, channels: int = 1) -> Tensor:
            shape = (len(clips), channels, 1)
            return clips.new_empty(shape).uniform_(low, high)

        # Saturation, contrast and tint are one matrix a clip: one pass over
        # the pixels, which are many.
        saturation = draw(*self.saturation)
        colours = saturation * torch.eye(clips.shape[1]).to(clips)
        colours = colours + (1 - saturation) / clips.shape[1]
        colours = colours * draw(*self.contrast)
        colours = colours * draw(1 - self.tint, 1 + self.tint, clips.shape[1])
        offset = draw(-self.brightness, self.brightness)
        out = torch.baddbmm(offset, colours, clips.flatten(2))
        out = out.view_as(clips)
        soft = (draw(0, 1) < self.blur).flatten()
        if soft.any():
            frames = out[soft].transpose(1, 2).flatten(0, 1)
            frames = F.avg_pool2d(frames, 3, 1, 1, count_include_pad=False)
            frames = frames.unflatten(0, (-1, clips.shape[2]))
            out[soft] = frames.transpose(1, 2)
        return out
