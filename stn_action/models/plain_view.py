"""A recogniser that is shown the plain crop, as if it had no STN."""

from contextlib import contextmanager

from torch import Tensor, nn

from .crop_boxes import crop_boxes_of
from .refocusing import Refocused


@contextmanager
def plain_view(model: nn.Module):
    """Within this context a model with an ``stn`` sees the plain crop.

    The view is what the localisation network starts from: the identity,
    within the part of the crop that it looks at, before any view step. All
    other weights stay, so the two results differ by the view alone. (A
    recogniser that was trained without an STN may do better on plain crops
    than one that was trained behind an STN.)

    Args:
        model (nn.Module): With a :class:`SpatialTransformer` ``stn``.
    """

    def refocus(clips: Tensor, data_samples=None) -> Refocused:
        boxes = model.box_in_crop
        if model.stn.needs_boxes and boxes is None:
            boxes = crop_boxes_of(data_samples, clips)
        view = model.stn.start(clips, boxes)
        pixels = model.stn.warp(clips, view, model.normalise)
        return Refocused(pixels, [view], view, view)

    model.refocus = refocus  # hides the method of the class
    try:
        yield model
    finally:
        del model.refocus
