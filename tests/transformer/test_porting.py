"""Theta of other conventions, against their own formulas."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from stn_action.transformer.porting import (
    theta_from_align_corners,
    theta_from_kevinzakka,
)
from stn_action.transformer.sampler import sample
from stn_action.transformer.transformations import Affine

THETA = torch.tensor([[[0.7, 0.1, 0.12], [-0.05, 0.6, -0.2]]])


def test_align_corners_gives_pytorchs_own_view():
    image = torch.rand(1, 3, 17, 23, dtype=torch.float64)
    theta = THETA.double()
    grid = F.affine_grid(theta, (1, 3, 9, 12), align_corners=True)
    expected = F.grid_sample(
        image, grid, padding_mode='border', align_corners=True
    )
    ours = theta_from_align_corners(theta, (17, 23), (9, 12))
    view = sample(image, Affine().grid(ours, (9, 12)))
    torch.testing.assert_close(view, expected)


def test_kevinzakka_by_a_loop_over_his_formulas():
    """linspace(-1, 1), then 0.5 * (x + 1) * (max_x - 1), bilinear."""
    image = np.random.default_rng(0).uniform(size=(20, 24))
    height, width = 8, 10
    theta = THETA[0].double().numpy()
    expected = np.zeros((height, width))
    for row, y_t in enumerate(np.linspace(-1, 1, height)):
        for column, x_t in enumerate(np.linspace(-1, 1, width)):
            x_s, y_s = theta @ [x_t, y_t, 1]
            x = 0.5 * ((x_s + 1.0) * (24 - 1 - 1))
            y = 0.5 * ((y_s + 1.0) * (20 - 1 - 1))
            x0, y0 = int(x), int(y)
            for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
                weight = abs(1 - i - (y - y0)) * abs(1 - j - (x - x0))
                expected[row, column] += weight * image[y0 + i, x0 + j]
    ours = theta_from_kevinzakka(THETA.double(), (20, 24), (height, width))
    view = sample(
        torch.from_numpy(image)[None, None],
        Affine().grid(ours, (height, width)),
    )
    np.testing.assert_allclose(view[0, 0].numpy(), expected)


def test_unconverted_the_view_is_another():
    ours = theta_from_kevinzakka(torch.eye(2, 3)[None], (40, 40), (40, 40))
    # 38 / 40 * 40 / 39 and -1 / 40, by hand.
    expected = torch.tensor([[0.974359, 0, -0.025], [0, 0.974359, -0.025]])
    torch.testing.assert_close(ours[0], expected)


@pytest.mark.parametrize(
    'theta, size, match',
    [
        (torch.eye(3), (9, 9), r'expected theta \(..., 2, 3\), got \(3, 3\)'),
        (THETA, (1, 9), r'a view of \(1, 9\) px .* has no scale'),
    ],
)
def test_what_cannot_be_converted(theta, size, match):
    with pytest.raises(ValueError, match=match):
        theta_from_align_corners(theta, (9, 9), size)
