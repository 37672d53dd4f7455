"""The paper's distortions against OpenCV, SciPy, NumPy and by hand."""

import cv2
import numpy as np
import pytest
import torch
from scipy.interpolate import RBFInterpolator

from stn_action.experiments.paper.datasets import (
    digit_distortions as distortions,
)


def digit():
    image = np.zeros((28, 28), np.uint8)
    cv2.putText(image, '7', (6, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2)
    return image


def smooth_digit():
    return cv2.GaussianBlur(digit(), (5, 5), 0)


class Fixed:
    """Stands for a generator: gives out what it was made with."""

    def __init__(self, *values):
        self.values = [np.asarray(value) for value in values]

    def _next(self, *args):
        return self.values.pop(0)

    uniform = normal = integers = _next


def distort(distortion, image, *values):
    """One image, by drawn values of our own."""
    drawn = distortion.draw(Fixed(*values), 1)
    return distortion.apply(torch.from_numpy(image)[None], drawn)[0].numpy()


def test_a_quarter_turn_is_numpys():
    image = digit()
    turned = distort(distortions.Rotation(), image, [90.0])
    np.testing.assert_array_equal(turned, np.rot90(image, -1))


def test_rts_by_hand():
    """No turn, scale 1, moved by (3, -5) from the middle of 42 px."""
    image = digit()
    out = distort(
        distortions.RotationScaleTranslation(),
        image,
        [0.0],
        [1.0],
        [[3.0, -5.0]],
    )
    np.testing.assert_array_equal(out[2:30, 10:38], image)
    assert out.sum(dtype=int) == image.sum(dtype=int)


def test_rts_agrees_with_opencv():
    image = smooth_digit()
    out = distort(
        distortions.RotationScaleTranslation(),
        image,
        [30.0],
        [0.8],
        [[4.0, -3.0]],
    )
    matrix = cv2.getRotationMatrix2D((13.5, 13.5), -30, 0.8)
    matrix[:, 2] += np.array([4, -3]) + 7
    theirs = cv2.warpAffine(image, matrix, (42, 42))
    assert np.abs(out.astype(int) - theirs).max() <= 255 / 32 + 1


def test_projection_agrees_with_opencv():
    image = smooth_digit()
    noise = np.random.default_rng(3).normal(0, 5, (1, 4, 2))
    out = distort(distortions.Projection(), image, [[[0.9]]], noise)
    corners = np.float32([[0, 0], [28, 0], [28, 28], [0, 28]])
    moved = (corners - 14) * 0.9 + 14 + noise[0]
    edges = cv2.getPerspectiveTransform(corners, np.float32(moved))
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    centres = np.linalg.inv(half) @ edges @ half
    theirs = cv2.warpPerspective(image, centres, (28, 28))
    assert np.abs(out.astype(int) - theirs).max() <= 255 / 32 + 1


def test_homography_takes_each_point_to_its_partner():
    rng = np.random.default_rng(4)
    square = np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1]])
    source = square + rng.uniform(-0.3, 0.3, (5, 4, 2))
    target = square + rng.uniform(-0.3, 0.3, (5, 4, 2))
    theta = distortions.homography(source, target).double().numpy()
    points = np.concatenate([source, np.ones((5, 4, 1))], -1)
    moved = np.einsum('nij,npj->npi', theta, points)
    np.testing.assert_allclose(
        moved[..., :2] / moved[..., 2:], target, atol=1e-5
    )


def test_projection_without_noise_only_scales():
    """A ramp of 8 a pixel, shrunk about the middle: 10 a pixel."""
    image = np.tile(np.arange(0, 224, 8, dtype=np.uint8), (28, 1))
    out = distort(
        distortions.Projection(), image, [[[0.8]]], np.zeros((1, 4, 2))
    )
    centres = np.arange(6, 22) + 0.5
    expected = 8 * ((centres - 14) / 0.8 + 14 - 0.5)
    np.testing.assert_allclose(out[14, 6:22], expected, atol=0.6)
    assert out[:2].max() == 0 and out[:, :2].max() == 0


def test_elastic_agrees_with_scipys_spline():
    moves = np.random.default_rng(0).normal(0, 1.5, (1, 16, 2))
    image = smooth_digit()
    out = distort(distortions.Elastic(), image, [[[0.9]]], moves)
    axis = np.linspace(0, 28, 4)
    controls = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    targets = (controls - 14) / 0.9 + 14 + moves[0]
    spline = RBFInterpolator(controls, targets, kernel='thin_plate_spline')
    pixels = np.stack(np.meshgrid(np.arange(28), np.arange(28)), -1) + 0.5
    maps = spline(pixels.reshape(-1, 2)).reshape(28, 28, 2) - 0.5
    maps = maps.astype(np.float32)
    theirs = cv2.remap(image, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR)
    assert np.abs(out.astype(int) - theirs).max() <= 255 / 32 + 2


def test_clutter_by_hand():
    digits = torch.full((2, 28, 28), 200, dtype=torch.uint8)
    image = np.arange(784, dtype=np.uint16).reshape(28, 28) % 101
    image = image.astype(np.uint8)
    clutter = distortions.Clutter(digits, pieces=2)
    out = distort(
        clutter,
        image,
        [[30, 0]],
        [[0, 1]],
        [[[0, 0], [4, 4]]],
        [[[0, 54], [56 - 4, 0]]],
    )
    expected = np.zeros((60, 60))
    expected[0:28, 30:58] = image
    expected[54:60, 0:6] = 200
    expected[0:6, 52:58] = 200
    np.testing.assert_array_equal(out, expected)


def test_a_piece_of_clutter_is_cut_where_it_says():
    """Digit 1 of two, 6 px from (3, 2): rows 2-7, columns 3-8."""
    digits = torch.arange(2 * 784).remainder(251).byte().reshape(2, 28, 28)
    clutter = distortions.Clutter(digits, pieces=1)
    out = distort(
        clutter,
        np.zeros((28, 28), np.uint8),
        [[0, 0]],
        [[1]],
        [[[3, 2]]],
        [[[40, 50]]],
    )
    np.testing.assert_array_equal(
        out[50:56, 40:46], digits[1, 2:8, 3:9].numpy()
    )


@pytest.mark.parametrize(
    'name, angle, scale, shift',
    [('R', 90, (1, 1), 0), ('RTS', 45, (0.7, 1.2), 7)],
)
def test_draws_reach_their_bounds_and_no_further(name, angle, scale, shift):
    """Read back from theta, which maps the image to the digit."""
    distortion = distortions.DISTORTIONS[name]()
    theta = distortion.draw(np.random.default_rng(0), 2000).double()
    back = torch.linalg.inv(theta)
    linear = back[:, :2, :2] * (distortion.size / 28)
    angles = torch.atan2(linear[:, 1, 0], linear[:, 0, 0]).rad2deg()
    scales = torch.linalg.det(linear).sqrt()
    shifts = back[:, :2, 2] * distortion.size / 2
    for drawn, low, high in (
        (angles, -angle, angle),
        (scales, *scale),
        (shifts, -shift, shift),
    ):
        slack = 0.01 * (high - low) + 1e-5
        assert low - 1e-5 <= drawn.min() <= low + slack
        assert high - slack <= drawn.max() <= high + 1e-5
