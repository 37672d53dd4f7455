"""Penalties on theta, by hand."""

import pytest
import torch

from stn_action.transformer.regularizers import (
    identity_prior,
    out_of_crop,
    outside_share,
    temporal_smoothness,
)
from stn_action.transformer.transformations import Affine

FAMILY = Affine()


def theta(scale=1.0, tx=0.0, ty=0.0):
    return torch.tensor([[[scale, 0, tx], [0, scale, ty]]])


def test_all_are_zero_at_the_identity():
    assert identity_prior(theta(), FAMILY) == 0
    assert temporal_smoothness(theta().expand(2, 3, 2, 3)) == 0
    assert out_of_crop(theta(), FAMILY) == 0
    assert outside_share(theta(), FAMILY) == 0


def test_identity_prior_by_hand():
    """Two entries off by -.5, one by .2, of six."""
    value = identity_prior(theta(0.5, 0.2), FAMILY)
    torch.testing.assert_close(value, torch.tensor((0.25 * 2 + 0.04) / 6))


def test_temporal_smoothness_by_hand():
    """tx runs 0, .1, .3: squares .01 and .04 over 2 changes x 6 entries."""
    series = torch.cat([theta(tx=v) for v in (0, 0.1, 0.3)])[None]
    torch.testing.assert_close(
        temporal_smoothness(series), torch.tensor(0.05 / 12)
    )


@pytest.mark.parametrize('shape', [(2, 2, 3), (2, 1, 2, 3)])
def test_temporal_smoothness_needs_time(shape):
    with pytest.raises(ValueError, match="temporal='frame'"):
        temporal_smoothness(torch.zeros(shape))


def test_out_of_crop_by_hand():
    """Shifted by .4, two of four corners lie .4 outside in x alone."""
    torch.testing.assert_close(
        out_of_crop(theta(1.0, 0.4), FAMILY), torch.tensor(0.4 * 2 / 8)
    )
    assert out_of_crop(theta(0.5, 0.5), FAMILY) == 0


def test_outside_share_by_hand():
    """Shifted by half the crop: a quarter of the columns lies outside."""
    torch.testing.assert_close(
        outside_share(theta(1.0, 0.5), FAMILY), torch.tensor(0.25)
    )


def test_the_penalties_have_a_gradient():
    params = torch.full((1, 6), 0.1, requires_grad=True)
    view = FAMILY(params)
    (identity_prior(view, FAMILY) + out_of_crop(view, FAMILY)).backward()
    assert (params.grad != 0).all()
