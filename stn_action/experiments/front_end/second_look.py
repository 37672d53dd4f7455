"""Which clips a localisation network should look at a second time."""

import torch
from torch import Tensor


def disagrees(theta: Tensor, box_scale: float, below: float) -> Tensor:
    """Whether the views of a clip are far from its boxes.

    A second look, through the first view, mends what one look leaves of a
    poor box (too loose, too tight, far off), since the person then fills the
    thumbnail as in training. On a good box it only adds the network's own
    error. The first look tells the two apart: where its views overlap the
    boxes the boxes were good.

    Args:
        theta (Tensor): (N, T, 2, 3) of ``attention`` or ``axis_aligned``,
            after the first look.
        box_scale (float): Side of the box's own square over the crop's, such
            as 1.1 / 1.4.
        below (float): Mean IoU over the frames below which a clip is looked
            at again, in (0, 1).

    Returns:
        Tensor: (N,) bool.
    """
    side = theta[..., [0, 1], [0, 1]].abs()
    centre = theta[..., 2]
    low = torch.maximum(centre - side, centre.new_tensor(-box_scale))
    high = torch.minimum(centre + side, centre.new_tensor(box_scale))
    inside = (high - low).clamp(min=0).prod(-1)
    union = side.prod(-1) * 4 + 4 * box_scale**2 - inside
    return (inside / union).mean(-1) < below
