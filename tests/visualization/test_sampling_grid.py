"""Sampled grids on images, by hand."""

import numpy as np
import pytest
import torch

from stn_action.transformer.transformations import Attention, ThinPlateSpline
from stn_action.visualization.sampling_grid import draw_sampling_grid

RED = (255, 0, 0)


def drawn(grid, size=(40, 60), **kwargs):
    image = np.zeros((*size, 3), np.uint8)
    out = draw_sampling_grid(image, grid, RED, **kwargs)
    assert image.max() == 0
    return out[..., 0] > 128


def test_the_identity_grid_lies_on_pixel_centres_of_the_view():
    """A 2 x 2 view of 40 x 60 px: lines at x 15 and 45, y 10 and 30."""
    grid = Attention().grid(torch.eye(2, 3), (2, 2)).numpy()
    ys, xs = np.nonzero(drawn(grid, margin=0))
    assert (xs.min(), xs.max()) == (14, 45) and (ys.min(), ys.max()) == (9, 30)


def test_a_margin_shows_what_lies_outside():
    theta = torch.tensor([[1.5, 0, 0], [0, 1.5, 0]])
    grid = Attention().grid(theta, (9, 9)).numpy()
    out = drawn(grid, margin=0.25)
    assert out.shape == (70, 90)
    assert out[:15].any() and out[:, :15].any()


def test_lines_of_a_spline_bend():
    family = ThinPlateSpline()
    params = torch.zeros(16, 2)
    params[5] = 0.3
    grid = family.grid(family(params.flatten()), (9, 9)).numpy()
    bent = drawn(grid, margin=0)
    straight = drawn(family.grid(family.controls, (9, 9)).numpy(), margin=0)
    assert (bent != straight).any()


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r'\(h, w, 2\), got shape \(4, 2\)'):
        drawn(np.zeros((4, 2)))
