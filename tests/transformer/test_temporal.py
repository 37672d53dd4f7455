"""Smoothing over time, by hand."""

import math

import torch

from stn_action.transformer.temporal import gaussian_smooth


def test_by_hand():
    """sigma 1, cut at 3: an impulse in the middle of five frames."""
    params = torch.zeros(1, 5, 1, dtype=torch.double)
    params[0, 2] = 1
    g = [math.exp(-0.5 * k * k) for k in range(5)]
    ends = g[0] + g[1] + g[2] + g[3]
    next_ = g[1] + g[0] + g[1] + g[2] + g[3]
    middle = g[0] + 2 * g[1] + 2 * g[2]
    expected = [
        g[2] / ends,
        g[1] / next_,
        1 / middle,
        g[1] / next_,
        g[2] / ends,
    ]
    out = gaussian_smooth(params, 1.0)
    torch.testing.assert_close(
        out.flatten(), torch.tensor(expected, dtype=torch.double)
    )


def test_constant_series_stay_as_they_are():
    params = torch.tensor([1.0, -2.0]).expand(2, 7, 2)
    torch.testing.assert_close(gaussian_smooth(params, 2.0), params)


def test_samples_and_params_do_not_mix():
    params = torch.rand(3, 6, 4)
    out = gaussian_smooth(params, 1.5)
    one = gaussian_smooth(params[1:2, :, 2:3], 1.5)
    torch.testing.assert_close(out[1:2, :, 2:3], one)


def test_tiny_sigma_changes_nothing():
    params = torch.rand(2, 4, 3)
    torch.testing.assert_close(gaussian_smooth(params, 0.05), params)
