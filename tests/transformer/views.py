"""Views of given thetas, and the families that tests train on a shift."""

from stn_action.transformer import TRANSFORMATIONS, View

#: Names of families that cannot move a view along both axes.
CANNOT_SHIFT = ()
SHIFTING = sorted(set(TRANSFORMATIONS) - set(CANNOT_SHIFT))


def make_view(theta, family='affine', crop=(32, 32), frames=None, **kwargs):
    """A view of ``theta``; ``frames`` are those of theta if it has any."""
    family = TRANSFORMATIONS[family]()
    if frames is None and theta.dim() - family.theta_axes == 2:
        frames = theta.shape[1]
    return View(theta, family, crop, frames, **kwargs)
