"""Views of given thetas."""

from stn_action.transformer import TRANSFORMATIONS, View


def make_view(theta, family='affine', crop=(32, 32), frames=None, **kwargs):
    """A view of ``theta``; ``frames`` are those of theta if it has any."""
    family = TRANSFORMATIONS[family]()
    if frames is None and theta.dim() - family.theta_axes == 2:
        frames = theta.shape[1]
    return View(theta, family, crop, frames, **kwargs)
