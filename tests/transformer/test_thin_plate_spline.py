"""Thin-plate spline by its defining properties and against SciPy."""

import numpy as np
import pytest
import torch
from scipy.interpolate import RBFInterpolator

from stn_action.transformer.transformations import Affine, ThinPlateSpline


def random_theta(family, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return family(0.2 * torch.randn(family.num_params, generator=generator))


def test_default_is_the_papers_4_by_4_grid():
    family = ThinPlateSpline()
    theta = family(torch.zeros(32))
    assert theta.shape == (16, 2)
    torch.testing.assert_close(theta[0], torch.tensor([-1.0, -1]))
    torch.testing.assert_close(theta[1], torch.tensor([-1 / 3, -1]))
    torch.testing.assert_close(theta[15], torch.tensor([1.0, 1]))


@pytest.mark.parametrize('grid_size', [2, 3, 4, 5])
def test_control_points_land_on_theta(grid_size):
    family = ThinPlateSpline(grid_size)
    theta = random_theta(family)
    landed = family.transform_points(theta, family.controls)
    torch.testing.assert_close(landed, theta, atol=1e-4, rtol=0)


@pytest.mark.parametrize('grid_size', [3, 4])
def test_agrees_with_scipy(grid_size):
    family = ThinPlateSpline(grid_size)
    theta = random_theta(family)
    spline = RBFInterpolator(
        family.controls.double(),
        theta.double(),
        kernel='thin_plate_spline',
        degree=1,
    )
    points = np.random.default_rng(0).uniform(-1.2, 1.2, (40, 2))
    ours = family.transform_points(theta, torch.from_numpy(points).float())
    np.testing.assert_allclose(ours, spline(points), atol=2e-5)


def test_an_affine_arrangement_makes_the_affine_map():
    family = ThinPlateSpline()
    matrix = Affine()(torch.tensor([0.1, -0.2, 0.3, 0.1, 0.2, -0.1]))
    theta = Affine().transform_points(matrix, family.controls)
    torch.testing.assert_close(
        family.grid(theta, (5, 7)),
        Affine().grid(matrix, (5, 7)),
        atol=1e-5,
        rtol=0,
    )


def test_one_control_point_pulls_most_on_its_neighbourhood():
    family = ThinPlateSpline()
    params = torch.zeros(16, 2)
    params[5, 0] = 0.2
    theta = family(params.flatten())
    points = torch.stack([family.controls[5], family.controls[15]])
    moved = family.transform_points(theta, points) - points
    torch.testing.assert_close(
        moved[0, 0], torch.tensor(0.2), atol=5e-3, rtol=0
    )
    assert moved[1].abs().max() < 1e-4
    assert moved[:, 1].abs().max() < 1e-5


def test_bounds():
    family = ThinPlateSpline(max_shift=0.5)
    shift = family(torch.full((32,), 1e3)) - family.controls
    torch.testing.assert_close(shift, torch.full((16, 2), 0.5))


def test_the_system_is_solved_once_and_not_saved(monkeypatch):
    family = ThinPlateSpline()
    monkeypatch.setattr(torch.linalg, 'inv', None)
    family.grid(random_theta(family), (4, 4))
    assert not family.state_dict()


@pytest.mark.parametrize(
    'kwargs, message',
    [
        (dict(grid_size=1), 'grid_size must be 2 or more, got 1'),
        (dict(max_shift=1.5), r'max_shift must lie in \(0, 1\], got 1.5'),
    ],
)
def test_bad_settings_are_refused(kwargs, message):
    with pytest.raises(ValueError, match=message):
        ThinPlateSpline(**kwargs)


def test_the_outline_is_the_curved_border():
    """Control points on the border lie on it, and so do points between."""
    family = ThinPlateSpline(grid_size=4)
    theta = random_theta(family)
    outline = family.outline(theta, per_edge=3)
    # clockwise from the top left: the border of the 4 x 4 control points
    border = [0, 1, 2, 3, 7, 11, 15, 14, 13, 12, 8, 4]
    torch.testing.assert_close(outline, theta[border], atol=1e-4, rtol=0)
    assert family.outline(theta).shape == (48, 2)
    middle = family.outline(theta, per_edge=2)[1]
    straight = (theta[0] + theta[3]) / 2
    assert (middle - straight).abs().max() > 0.01
