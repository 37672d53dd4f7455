"""Every family: identity, bounds, hand-computed values, algebra, gradient."""

import math

import pytest
import torch

from stn_action.transformer import TRANSFORMATIONS
from stn_action.transformer.transformations import (
    Affine,
    Attention,
    AxisAligned,
    MatrixTransformation,
    Similarity,
    Translation,
)
from stn_action.transformer.transformations.base import view_points

FAMILIES = sorted(TRANSFORMATIONS)
MATRIX = sorted(
    name
    for name, family in TRANSFORMATIONS.items()
    if issubclass(family, MatrixTransformation)
)


def build(name):
    return TRANSFORMATIONS[name]().double()


def random_params(family, *lead, spread=0.3, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return spread * torch.randn(
        *lead, family.num_params, generator=generator, dtype=torch.double
    )


@pytest.mark.parametrize('name', FAMILIES)
def test_zero_params_are_the_identity(name):
    family = build(name)
    theta = family(torch.zeros(3, family.num_params, dtype=torch.double))
    points = torch.rand(50, 2, dtype=torch.double) * 2 - 1
    mapped = family.transform_points(theta, points)
    assert mapped.shape == (3, 50, 2)
    torch.testing.assert_close(
        mapped, points.expand(3, -1, -1), atol=1e-5, rtol=0
    )
    torch.testing.assert_close(family.identity(points), theta[0])


@pytest.mark.parametrize('name', FAMILIES)
def test_identity_grid_is_made_of_pixel_centres(name):
    family = build(name)
    grid = family.grid(family.identity(torch.zeros(1)), (2, 4))
    expected = torch.tensor(
        [
            [[-0.75, -0.5], [-0.25, -0.5], [0.25, -0.5], [0.75, -0.5]],
            [[-0.75, 0.5], [-0.25, 0.5], [0.25, 0.5], [0.75, 0.5]],
        ]
    )
    torch.testing.assert_close(grid, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize('name', FAMILIES)
@pytest.mark.parametrize('lead', [(), (2,), (2, 3)])
def test_grid_agrees_with_transform_points(name, lead):
    family = build(name)
    theta = family(random_params(family, *lead))
    grid = family.grid(theta, (5, 7))
    assert grid.shape == (*lead, 5, 7, 2)
    points = view_points((5, 7), theta)
    torch.testing.assert_close(
        grid.flatten(-3, -2), family.transform_points(theta, points)
    )
    corners = family.corners(theta)
    assert corners.shape == (*lead, 4, 2)
    first = family.transform_points(theta, theta.new_tensor([[-1.0, -1.0]]))
    torch.testing.assert_close(corners[..., 0, :], first[..., 0, :])


@pytest.mark.parametrize('name', FAMILIES)
def test_gradcheck_of_params_to_grid(name):
    family = build(name)
    params = random_params(family, 2).requires_grad_()
    torch.autograd.gradcheck(lambda p: family.grid(family(p), (3, 4)), params)


@pytest.mark.parametrize('name', FAMILIES)
def test_extreme_params_stay_finite_with_the_centre_in_the_crop(name):
    family = build(name)
    for value in (-1e4, -3.0, 3.0, 1e4):
        theta = family(
            torch.full((family.num_params,), value, dtype=torch.double)
        )
        centre = family.transform_points(theta, theta.new_zeros(1, 2))
        assert theta.isfinite().all()
        assert centre.abs().max() <= 1 + 1e-5


@pytest.mark.parametrize('name', MATRIX)
def test_scales_stay_within_their_bounds(name):
    family = TRANSFORMATIONS[name](min_scale=0.4, max_scale=1.25).double()
    theta = family(random_params(family, 500, spread=20.0))
    sx = theta[:, :2, 0].norm(dim=-1)
    assert sx.min() >= 0.4 - 1e-9 and sx.max() <= 1.25 + 1e-9
    if family.num_params > 2:
        assert sx.min() < 0.41 and sx.max() > 1.24
    assert (torch.linalg.det(theta[:, :2, :2]) > 0).all()


def test_small_params_have_unit_slope():
    """A parameter of 0.01 scales by e^0.01, turns 0.01 rad, moves 0.01."""
    theta = Similarity()(torch.tensor([0.01, 0.01, 0.01, -0.01]).double())
    s = math.exp(0.01)
    expected = torch.tensor(
        [
            [s * math.cos(0.01), -s * math.sin(0.01), 0.01],
            [s * math.sin(0.01), s * math.cos(0.01), -0.01],
        ]
    )
    torch.testing.assert_close(theta, expected.double(), atol=2e-5, rtol=0)


def bounded(value, bound):
    return bound * math.tanh(value / bound)


def test_translation_by_hand():
    theta = Translation(max_shift=0.5)(torch.tensor([0.2, -1.0]))
    expected = torch.tensor(
        [[1, 0, bounded(0.2, 0.5)], [0, 1, bounded(-1, 0.5)]]
    )
    torch.testing.assert_close(theta, expected)


def test_attention_and_axis_aligned_by_hand():
    up = math.exp(bounded(0.3, math.log(1.5)))
    down = math.exp(bounded(-0.3, math.log(0.2)))
    theta = Attention()(torch.tensor([-0.3, 0.1, 0.2]))
    torch.testing.assert_close(
        theta,
        torch.tensor([[down, 0, bounded(0.1, 1)], [0, down, bounded(0.2, 1)]]),
    )
    theta = AxisAligned()(torch.tensor([-0.3, 0.3, 0.0, 0.0]))
    torch.testing.assert_close(
        theta, torch.tensor([[down, 0, 0.0], [0, up, 0.0]])
    )


def test_similarity_quarter_turn_limit():
    """The largest turn, 45 degrees, brings (1, 0) to (.707, .707)."""
    family = Similarity()
    theta = family(torch.tensor([0.0, 1e3, 0.0, 0.0]))
    point = family.transform_points(theta, torch.tensor([[1.0, 0.0]]))
    torch.testing.assert_close(point, torch.full((1, 2), math.sqrt(0.5)))


def test_affine_is_rotation_shear_scale():
    params = torch.tensor(
        [-0.2, 0.1, 0.3, 0.2, 0.05, -0.1], dtype=torch.double
    )
    sx = math.exp(bounded(-0.2, math.log(0.2)))
    sy = math.exp(bounded(0.1, math.log(1.5)))
    angle, shear = bounded(0.3, math.pi / 4), bounded(0.2, 0.5)
    cos, sin = math.cos(angle), math.sin(angle)
    linear = (
        torch.tensor([[cos, -sin], [sin, cos]]).double()
        @ torch.tensor([[1, shear], [0, 1]]).double()
        @ torch.tensor([[sx, 0], [0, sy]]).double()
    )
    shift = torch.tensor([[bounded(0.05, 1)], [bounded(-0.1, 1)]]).double()
    torch.testing.assert_close(
        Affine()(params), torch.cat([linear, shift], 1), atol=1e-6, rtol=0
    )


@pytest.mark.parametrize('name', MATRIX)
def test_compose_and_inverse(name):
    family = build(name)
    outer = family(random_params(family, 4, seed=1))
    inner = family(random_params(family, 4, seed=2))
    points = torch.rand(9, 2, dtype=torch.double) * 2 - 1
    once = family.transform_points(family.compose(outer, inner), points)
    for n in range(4):
        middle = family.transform_points(inner[n], points)
        torch.testing.assert_close(
            once[n], family.transform_points(outer[n], middle)
        )
    back = family.compose(family.inverse(outer), outer)
    torch.testing.assert_close(back, family.identity(outer).expand_as(back))


def test_limit_keeps_a_composed_centre_in_the_crop():
    family = Attention(max_shift=0.8)
    theta = family(torch.tensor([0.0, 5.0, -5.0]))
    limited = family.limit(family.compose(theta, theta))
    torch.testing.assert_close(limited[:, 2], torch.tensor([0.8, -0.8]))
    torch.testing.assert_close(limited[:, :2], theta[:, :2])


@pytest.mark.parametrize(
    'kwargs, message',
    [
        (dict(min_scale=0.0), 'min_scale < 1 < max_scale'),
        (dict(min_scale=1.2), 'min_scale=1.2'),
        (dict(max_scale=1.0), 'max_scale=1'),
        (dict(max_shift=1.5), r'max_shift must lie in \(0, 1\], got 1.5'),
        (dict(max_shift=0), 'max_shift'),
    ],
)
def test_bounds_that_make_no_sense_are_refused(kwargs, message):
    with pytest.raises(ValueError, match=message):
        Attention(**kwargs)


def test_angle_and_shear_bounds_are_checked():
    with pytest.raises(ValueError, match='max_angle must be positive, got 0'):
        Similarity(max_angle=0)
    with pytest.raises(ValueError, match='max_shear must be positive'):
        Affine(max_shear=-1)


@pytest.mark.parametrize('name', MATRIX)
def test_the_outline_of_straight_edges_is_the_corners(name):
    family = build(name)
    theta = family(random_params(family, 2, 3))
    assert torch.equal(family.outline(theta), family.corners(theta))
