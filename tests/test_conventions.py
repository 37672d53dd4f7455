"""Pixel boxes and normalised boxes, by hand."""

import numpy as np
import pytest
import torch

from stn_action.conventions import (
    ALIGN_CORNERS,
    denormalise_boxes,
    normalise_boxes,
)
from stn_action.transformer.transformations import AxisAligned

SIZE = (20, 40)
PIXELS = [[0.0, 0, 40, 20], [20, 10, 40, 20], [0, 0, 1, 1]]
NORMALISED = [[-1.0, -1, 1, 1], [0, 0, 1, 1], [-1, -1, -0.95, -0.9]]


@pytest.mark.parametrize('kind', [np.array, torch.tensor])
def test_by_hand_both_ways(kind):
    np.testing.assert_allclose(
        normalise_boxes(kind(PIXELS), SIZE), NORMALISED, atol=1e-6
    )
    np.testing.assert_allclose(
        denormalise_boxes(kind(NORMALISED), SIZE), PIXELS, atol=1e-5
    )


@pytest.mark.parametrize('kind', [np.array, torch.tensor])
def test_kind_type_and_leading_axes_stay(kind):
    boxes = kind(PIXELS)
    out = normalise_boxes(boxes.reshape(3, 1, 4), SIZE)
    assert type(out) is type(boxes) and out.dtype == boxes.dtype
    assert tuple(out.shape) == (3, 1, 4)
    single = denormalise_boxes(kind(NORMALISED[0]), SIZE)
    np.testing.assert_allclose(single, PIXELS[0])


def test_float32_arrays_stay_float32():
    boxes = np.array(PIXELS, np.float32)
    assert normalise_boxes(boxes, SIZE).dtype == np.float32
    assert denormalise_boxes(boxes, SIZE).dtype == np.float32


def test_inputs_are_not_changed():
    boxes = np.array(PIXELS)
    normalise_boxes(boxes, SIZE)
    np.testing.assert_array_equal(boxes, PIXELS)


def test_a_view_of_a_box_samples_the_pixels_inside_it():
    """Box edges are +-1 exactly: a 2 x 2 view of box (4, 6, 6, 8) of an
    image of 10 x 20 px sees the centres 4.5, 5.5 and 6.5, 7.5."""
    assert ALIGN_CORNERS is False
    x1, y1, x2, y2 = normalise_boxes(torch.tensor([4.0, 6, 6, 8]), (10, 20))
    theta = torch.stack(
        [
            (x2 - x1) / 2,
            x1 * 0,
            (x1 + x2) / 2,
            x1 * 0,
            (y2 - y1) / 2,
            (y1 + y2) / 2,
        ]
    ).view(2, 3)
    grid = AxisAligned().grid(theta, (2, 2))
    centres = (grid + 1) / 2 * torch.tensor([20.0, 10.0])
    torch.testing.assert_close(
        centres,
        torch.tensor([[[4.5, 6.5], [5.5, 6.5]], [[4.5, 7.5], [5.5, 7.5]]]),
    )
