"""Projective maps by hand and against OpenCV and kornia."""

import cv2
import numpy as np
import pytest
import torch
from scipy import ndimage

from stn_action.transformer import sample
from stn_action.transformer.transformations import Affine, Projective

HEIGHT, WIDTH, VIEW = 13, 22, (9, 17)


def random_theta(n=2, seed=0):
    generator = torch.Generator().manual_seed(seed)
    family = Projective()
    return family, family(0.4 * torch.randn(n, 8, generator=generator))


def to_pixels(height, width):
    """Normalised to pixel-centre coordinates (the first centre is 0)."""
    return torch.tensor(
        [
            [width / 2, 0, width / 2 - 0.5],
            [0, height / 2, height / 2 - 0.5],
            [0, 0, 1.0],
        ]
    )


def view_to_source_pixels(theta):
    return to_pixels(HEIGHT, WIDTH) @ theta @ to_pixels(*VIEW).inverse()


def test_by_hand():
    """(x, y) / (.2 x + 1): the right edge shrinks, the left one grows."""
    family = Projective()
    theta = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0.2, 0, 1]])
    expected = torch.tensor([[-1, -1.0], [1, -1], [1, 1], [-1, 1]])
    expected = expected / torch.tensor([[0.8], [1.2], [1.2], [0.8]])
    torch.testing.assert_close(family.corners(theta), expected)


def test_affine_params_make_the_affine_map():
    params = torch.tensor([0.1, -0.2, 0.3, 0.1, 0.2, -0.1])
    theta = Projective()(torch.cat([params, torch.zeros(2)]))
    torch.testing.assert_close(theta[:2], Affine()(params))
    torch.testing.assert_close(theta[2], torch.tensor([0.0, 0, 1]))


def test_four_corners_determine_the_map():
    """OpenCV solves the same matrix from the corners alone."""
    family, theta = random_theta(1)
    source = family.corners(theta)[0].numpy()
    view = family.corners(torch.eye(3)).numpy()
    solved = cv2.getPerspectiveTransform(view, source)
    np.testing.assert_allclose(solved, theta[0], atol=1e-5)


def test_agrees_with_opencv_and_scipy_to_float_precision():
    """OpenCV maps the view's pixels, SciPy samples where they land."""
    image = torch.rand(2, 3, HEIGHT, WIDTH)
    family, theta = random_theta()
    ours = sample(image, family.grid(theta, VIEW))
    y, x = np.mgrid[: VIEW[0], : VIEW[1]].astype(np.float64)
    pixels = np.stack([x, y], -1).reshape(1, -1, 2)
    for n in range(2):
        matrix = view_to_source_pixels(theta[n]).double().numpy()
        px, py = cv2.perspectiveTransform(pixels, matrix)[0].T
        for c in range(3):
            theirs = ndimage.map_coordinates(
                image[n, c].numpy(), [py, px], order=1, mode='nearest'
            )
            np.testing.assert_allclose(ours[n, c].flatten(), theirs, atol=1e-5)


def test_agrees_with_opencv_warp_perspective():
    """To OpenCV's own precision of 1/32 of a pixel."""
    image = torch.rand(2, 3, HEIGHT, WIDTH)
    family, theta = random_theta()
    ours = sample(image, family.grid(theta, VIEW))
    for n in range(2):
        theirs = cv2.warpPerspective(
            image[n].permute(1, 2, 0).numpy(),
            view_to_source_pixels(theta[n]).numpy(),
            VIEW[::-1],
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        difference = np.abs(ours[n].permute(1, 2, 0).numpy() - theirs)
        assert difference.max() < 2 / 32


def test_agrees_with_kornia_warp_perspective():
    # older ones mix two conventions of pixels
    kornia = pytest.importorskip('kornia', minversion='0.9')
    image = torch.rand(2, 3, HEIGHT, WIDTH)
    family, theta = random_theta()
    theirs = kornia.geometry.warp_perspective(
        image,
        view_to_source_pixels(theta).inverse(),
        VIEW,
        padding_mode='zeros',
        align_corners=False,
    )
    ours = sample(image, family.grid(theta, VIEW), 'zeros')
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)


def test_an_affine_map_can_be_composed_with():
    family, theta = random_theta()
    noise = torch.tensor([[1.1, 0, 0.1], [0, 1.1, -0.1]])
    points = torch.rand(5, 2)
    once = family.transform_points(family.compose(theta, noise), points)
    twice = family.transform_points(
        theta[0], Affine().transform_points(noise, points)
    )
    torch.testing.assert_close(once[0], twice)


def test_extreme_params_keep_the_divisor_positive():
    family = Projective(max_perspective=0.49)
    theta = family(torch.full((8,), 1e4))
    assert family.corners(theta).isfinite().all()
    far = family.limit(family.compose(theta, theta))
    divisor = 1 - far[2, :2].abs().sum()
    assert divisor > 0


@pytest.mark.parametrize('bound', [0, 0.5, -1])
def test_bad_bounds_are_refused(bound):
    with pytest.raises(ValueError, match=r'max_perspective must lie in'):
        Projective(max_perspective=bound)
