"""No view is mirrored, folded or beyond its bounds, however composed."""

import math

import pytest
import torch

from stn_action.transformer import TRANSFORMATIONS
from stn_action.transformer.transformations import (
    Affine,
    Attention,
    AxisAligned,
    Similarity,
)
from stn_action.transformer.transformations.tiled import Tiled

FAMILIES = sorted(TRANSFORMATIONS)
SPREADS = (0.3, 0.5, 2.0, 1e3)


def draws(family, spread, count=40):
    generator = torch.Generator().manual_seed(0)
    params = torch.randn(
        count, family.num_params, generator=generator, dtype=torch.double
    )
    return family(spread * params)


def determinants(family, theta, points):
    """Of the Jacobian at each point, by automatic differentiation."""
    points = points.expand(len(theta), -1, -1).clone().requires_grad_()
    mapped = torch.stack(
        [family.transform_points(t, p) for t, p in zip(theta, points)]
    )
    rows = [
        torch.autograd.grad(mapped[..., i].sum(), points, retain_graph=True)[0]
        for i in range(2)
    ]
    (a, b), (c, d) = (row.unbind(-1) for row in rows)
    return a * d - b * c


@pytest.mark.parametrize('name', FAMILIES)
@pytest.mark.parametrize('spread', SPREADS)
def test_the_jacobian_is_positive(name, spread):
    family = TRANSFORMATIONS[name]().double()
    generator = torch.Generator().manual_seed(1)
    # Inside by a hair: at a control point autograd of a spline is undefined.
    points = torch.rand(400, 2, generator=generator, dtype=torch.double)
    points = points * 1.999 - 0.9995
    edge = torch.tensor([-0.9999, 0.9999], dtype=torch.double)
    points = torch.cat([points, torch.cartesian_prod(edge, edge)])
    assert determinants(family, draws(family, spread), points).min() > 0


@pytest.mark.parametrize('grid_size', [2, 3, 6])
def test_splines_of_other_grids_do_not_fold(grid_size):
    family = TRANSFORMATIONS['thin_plate_spline'](grid_size).double()
    points = torch.rand(400, 2, dtype=torch.double) * 1.999 - 0.9995
    assert determinants(family, draws(family, 1.0), points).min() > 0


def test_a_spline_that_does_not_fold_is_left_alone():
    family = TRANSFORMATIONS['thin_plate_spline']().double()
    params = 0.05 * torch.randn(20, family.num_params, dtype=torch.double)
    plain = family.controls.double() + params.tanh().unflatten(-1, (-1, 2))
    torch.testing.assert_close(family(params), plain, rtol=0, atol=1e-12)


def test_a_spline_turned_inside_out_is_shortened_by_hand():
    """A grid mirrored along x: the determinant 1 - 2 l falls to .05."""
    family = TRANSFORMATIONS['thin_plate_spline'](2, max_shift=1.0).double()
    params = torch.zeros(4, 2, dtype=torch.double)
    params[:, 0] = torch.tensor([1, -1, 1, -1]) * 1e3  # by 1 each way
    theta = family(params.flatten())
    # x goes to (1 - l) x with l = 1: .95 of the way is left
    expected = torch.tensor([[-0.05, -1], [0.05, -1], [-0.05, 1], [0.05, 1]])
    torch.testing.assert_close(theta, expected.double(), atol=1e-6, rtol=0)


def test_projective_views_that_face_us_are_left_alone():
    family = TRANSFORMATIONS['projective']().double()
    params = 0.2 * torch.randn(50, 8, dtype=torch.double)
    bound = family.max_perspective
    plain = bound * torch.tanh(params[:, 6:] / bound)
    torch.testing.assert_close(family(params)[:, 2, :2], plain)


@pytest.mark.parametrize(
    'family', [Attention(), AxisAligned(), Similarity(), Affine()]
)
@pytest.mark.parametrize('steps', [2, 3])
def test_composed_views_keep_the_bounds_of_one(family, steps):
    """Two steps of attention reached scales of .04 and 2.25."""
    family = family.double()
    generator = torch.Generator().manual_seed(0)
    theta = family.identity(torch.zeros(1, dtype=torch.double))
    for _ in range(steps):
        params = 5 * torch.randn(
            300, family.num_params, generator=generator, dtype=torch.double
        )
        theta = family.limit(family.compose(theta, family(params)))
    slack = 1e-9
    along_x = theta[:, :2, 0].norm(dim=-1)
    sides = [along_x, torch.linalg.det(theta[:, :2, :2]) / along_x]
    for side in sides:
        assert side.min() >= 0.2 - slack and side.max() <= 1.5 + slack
    turn = torch.atan2(theta[:, 1, 0], theta[:, 0, 0]).abs()
    assert turn.max() <= math.pi / 4 + slack
    assert theta[:, :, 2].abs().max() <= 1


@pytest.mark.parametrize(
    'name', ['attention', 'axis_aligned', 'similarity', 'affine', 'projective']
)
def test_views_within_the_bounds_are_left_alone(name):
    family = TRANSFORMATIONS[name]().double()
    theta = draws(family, 0.1)
    assert torch.equal(family.limit(theta), theta)


def test_limit_by_hand():
    zoom = torch.tensor([[0.1, 0.0, 0.3], [0.0, 0.1, -1.2]])
    expected = torch.tensor([[0.2, 0.0, 0.3], [0.0, 0.2, -1.0]])
    torch.testing.assert_close(Attention().limit(zoom), expected)
    wide = torch.tensor([[2.0, 0.0, 0.0], [0.0, 0.1, 0.0]])
    expected = torch.tensor([[1.5, 0.0, 0.0], [0.0, 0.2, 0.0]])
    torch.testing.assert_close(AxisAligned().limit(wide), expected)
    torch.testing.assert_close(Affine().limit(wide), expected)
    turned = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0]])  # by 90 degrees
    half = math.sqrt(0.5)
    expected = torch.tensor([[half, -half, 0.0], [half, half, 0.0]])
    torch.testing.assert_close(Similarity().limit(turned), expected)
    torch.testing.assert_close(Affine().limit(turned), expected)


def test_tiles_keep_their_own_scale():
    """A tile of half the crop, zoomed to .2, is a tenth of it."""
    tiled = Tiled(Attention(), [(-1, -1, 0, 0)])
    theta = tiled(torch.tensor([-1e3, 0.0, 0.0]))
    torch.testing.assert_close(theta[0, 0, 0], torch.tensor(0.1))
