"""Grids and sampler against a naive loop, OpenCV, SciPy and kornia."""

import cv2
import numpy as np
import pytest
import torch
from scipy import ndimage

from stn_action.transformer import sample
from stn_action.transformer.sampler import _num_groups
from stn_action.transformer.transformations import Affine

HEIGHT, WIDTH = 13, 22
VIEW = (9, 17)


@pytest.fixture
def image():
    return torch.rand(2, 3, HEIGHT, WIDTH, generator=_seed(0))


@pytest.fixture
def theta():
    family = Affine(max_scale=3.0)
    return family(0.5 * torch.randn(2, 6, generator=_seed(3)))


@pytest.fixture
def grid(theta):
    return Affine().grid(theta, VIEW)


def _seed(value):
    return torch.Generator().manual_seed(value)


def pixel_maps(grid):
    """Grid (h, w, 2) to OpenCV's pixel-centre coordinates, float32."""
    x = ((grid[..., 0] + 1) * WIDTH - 1) / 2
    y = ((grid[..., 1] + 1) * HEIGHT - 1) / 2
    return x.numpy(), y.numpy()


def naive(image, grid, border):
    """Eq. 5 of the paper, pixel by pixel: image (C, H, W), grid (h, w, 2)."""
    x, y = pixel_maps(grid.double())
    out = np.zeros((image.shape[0], *x.shape))
    for index in np.ndindex(*x.shape):
        px, py = x[index], y[index]
        if border:
            px, py = np.clip(px, 0, WIDTH - 1), np.clip(py, 0, HEIGHT - 1)
        for m in range(WIDTH):
            for n in range(HEIGHT):
                weight = max(0, 1 - abs(px - m)) * max(0, 1 - abs(py - n))
                if weight:
                    out[(slice(None), *index)] += (
                        weight * image[:, n, m].numpy()
                    )
    return out


@pytest.mark.parametrize('padding', ['border', 'zeros'])
def test_bilinear_equals_the_papers_formula(image, grid, padding):
    out = sample(image, grid, padding)
    for n in range(2):
        np.testing.assert_allclose(
            out[n], naive(image[n], grid[n], padding == 'border'), atol=2e-5
        )


@pytest.mark.parametrize(
    'mode, flag',
    [('bilinear', cv2.INTER_LINEAR), ('nearest', cv2.INTER_NEAREST)],
)
@pytest.mark.parametrize(
    'padding, border',
    [('border', cv2.BORDER_REPLICATE), ('zeros', cv2.BORDER_CONSTANT)],
)
def test_agrees_with_opencv_remap(image, grid, mode, flag, padding, border):
    """To OpenCV's own precision: it rounds bilinear weights to 1/32."""
    ours = sample(image, grid, padding, mode)
    x, y = pixel_maps(grid[0])
    theirs = cv2.remap(
        image[0].permute(1, 2, 0).numpy(), x, y, flag, borderMode=border
    )
    tolerance = 1 / 32 if mode == 'bilinear' else 0
    difference = np.abs(ours[0].permute(1, 2, 0).numpy() - theirs)
    assert difference.max() <= tolerance


def test_agrees_with_opencv_remap_exactly_on_its_lattice(image):
    """Where all coordinates are multiples of 1/32 OpenCV is exact too."""
    x = torch.arange(0, 20, 0.78125)
    y = torch.arange(0, 12, 0.53125)
    px, py = torch.meshgrid(x, y, indexing='xy')
    grid = torch.stack(
        [(2 * px + 1) / WIDTH - 1, (2 * py + 1) / HEIGHT - 1], -1
    )
    ours = sample(image[:1], grid[None])
    theirs = cv2.remap(
        image[0].permute(1, 2, 0).numpy(),
        px.numpy(),
        py.numpy(),
        cv2.INTER_LINEAR,
    )
    np.testing.assert_allclose(
        ours[0].permute(1, 2, 0).numpy(), theirs, atol=2e-6
    )


@pytest.mark.parametrize('mode, order', [('bilinear', 1), ('nearest', 0)])
def test_agrees_with_scipy_map_coordinates(image, grid, mode, order):
    ours = sample(image, grid, 'border', mode)
    for n in range(2):
        x, y = pixel_maps(grid[n])
        for c in range(3):
            theirs = ndimage.map_coordinates(
                image[n, c].numpy(), [y, x], order=order, mode='nearest'
            )
            np.testing.assert_allclose(ours[n, c], theirs, atol=1e-5)


def test_agrees_with_kornia_warp_affine(image, theta, grid):
    """kornia takes the pixel matrix from source to view."""
    # older ones mix two conventions of pixels
    kornia = pytest.importorskip('kornia', minversion='0.9')
    to_pixels = _normalised_to_pixels(HEIGHT, WIDTH)
    view_to_pixels = _normalised_to_pixels(*VIEW)
    square = torch.zeros(2, 3, 3)
    square[:, :2], square[:, 2, 2] = theta, 1
    view_to_source = to_pixels @ square @ view_to_pixels.inverse()
    theirs = kornia.geometry.warp_affine(
        image,
        view_to_source.inverse()[:, :2],
        VIEW,
        padding_mode='zeros',
        align_corners=False,
    )
    torch.testing.assert_close(
        sample(image, grid, 'zeros'), theirs, atol=1e-4, rtol=0
    )


def _normalised_to_pixels(height, width):
    """Normalised to pixel-centre coordinates (the first centre is 0)."""
    return torch.tensor(
        [
            [width / 2, 0, width / 2 - 0.5],
            [0, height / 2, height / 2 - 0.5],
            [0, 0, 1.0],
        ]
    )


@pytest.mark.parametrize('mode', ['bilinear', 'nearest'])
@pytest.mark.parametrize('frames', [1, 5, 7, 32])
def test_a_shared_grid_equals_sampling_frame_by_frame(grid, mode, frames):
    clip = torch.rand(2, 3, frames, HEIGHT, WIDTH, generator=_seed(1))
    shared = sample(clip, grid, mode=mode)
    each = sample(
        clip, grid.unsqueeze(1).expand(-1, frames, -1, -1, -1), mode=mode
    )
    loop = torch.stack(
        [sample(clip[:, :, t], grid, mode=mode) for t in range(frames)], 2
    )
    assert shared.shape == (2, 3, frames, *VIEW)
    torch.testing.assert_close(shared, loop, rtol=0, atol=0)
    torch.testing.assert_close(each, loop, rtol=0, atol=0)


def test_every_frame_takes_its_own_grid(theta):
    clip = torch.rand(2, 3, 4, HEIGHT, WIDTH, generator=_seed(1))
    thetas = Affine()(0.3 * torch.randn(2, 4, 6, generator=_seed(4)))
    grids = Affine().grid(thetas, VIEW)
    out = sample(clip, grids)
    for t in range(4):
        torch.testing.assert_close(
            out[:, :, t], sample(clip[:, :, t], grids[:, t]), rtol=0, atol=0
        )


@pytest.mark.parametrize('dtype', [torch.half, torch.bfloat16])
def test_half_inputs_are_sampled_in_float32(dtype):
    """A source of over 200 px, where half precision breaks on CPUs."""
    source = torch.rand(1, 1, 230, 310, generator=_seed(0)).to(dtype)
    grid = Affine().grid(
        Affine()(torch.tensor([[0.1, 0.1, 0.2, 0.1, 0.1, 0.1]])), (64, 64)
    )
    out = sample(source, grid)
    assert out.dtype == dtype
    torch.testing.assert_close(out, sample(source.float(), grid).to(dtype))


def test_inputs_are_not_changed(image, grid):
    before = image.clone(), grid.clone()
    sample(image, grid)
    assert torch.equal(image, before[0]) and torch.equal(grid, before[1])


def test_gradcheck_of_source_and_theta():
    source = torch.rand(
        1, 2, 4, 6, dtype=torch.double, generator=_seed(0)
    ).requires_grad_()
    params = torch.tensor([[0.13, -0.07, 0.11, 0.05, 0.03, -0.09]]).double()
    params.requires_grad_()
    family = Affine()

    def warp(source, params):
        return sample(source, family.grid(family(params), (3, 5)), 'zeros')

    torch.autograd.gradcheck(warp, (source, params))


def test_nearest_has_a_gradient_for_the_source_alone(image, grid):
    image.requires_grad_()
    grid = grid.detach().requires_grad_()
    sample(image, grid, mode='nearest').sum().backward()
    assert image.grad.sum() == 2 * 3 * VIEW[0] * VIEW[1]
    assert grid.grad.abs().max() == 0


@pytest.mark.parametrize('planes, groups', [(1, 1), (12, 1), (96, 6), (13, 1)])
def test_groups_hold_about_sixteen_planes(planes, groups):
    assert _num_groups(planes) == groups
