"""Penalties on theta, by hand."""

import pytest
import torch

from stn_action.transformer.regularizers import (
    identity_prior,
    out_of_crop,
    temporal_smoothness,
)
from stn_action.transformer.transformations import Affine
from tests.transformer.views import make_view

FAMILY = Affine()


def theta(scale=1.0, tx=0.0, ty=0.0):
    return torch.tensor([[[scale, 0, tx], [0, scale, ty]]])


def view(*args, **kwargs):
    return make_view(theta(*args, **kwargs))


def test_all_are_zero_at_the_identity():
    assert identity_prior(view()) == 0
    assert temporal_smoothness(make_view(theta().expand(2, 3, 2, 3))) == 0
    assert out_of_crop(view()) == 0
    assert view().outside_share() == 0


def test_identity_prior_by_hand():
    """Two entries off by -.5, one by .2, of six."""
    value = identity_prior(view(0.5, 0.2))
    torch.testing.assert_close(value, torch.tensor((0.25 * 2 + 0.04) / 6))


def test_temporal_smoothness_by_hand():
    """tx runs 0, .1, .3: squares .01 and .04 over 2 changes x 6 entries."""
    series = torch.cat([theta(tx=v) for v in (0, 0.1, 0.3)])[None]
    torch.testing.assert_close(
        temporal_smoothness(make_view(series)), torch.tensor(0.05 / 12)
    )


@pytest.mark.parametrize('shape', [(2, 2, 3), (2, 1, 2, 3)])
def test_temporal_smoothness_needs_time(shape):
    with pytest.raises(ValueError, match="temporal='frame'"):
        temporal_smoothness(make_view(torch.zeros(shape)))


def test_out_of_crop_by_hand():
    """Shifted by .4, two of four corners lie .4 outside in x alone."""
    torch.testing.assert_close(
        out_of_crop(view(1.0, 0.4)), torch.tensor(0.4 * 2 / 8)
    )
    assert out_of_crop(view(0.5, 0.5)) == 0


def test_outside_share_by_hand():
    """Shifted by half the crop: a quarter of the columns lies outside."""
    torch.testing.assert_close(
        view(1.0, 0.5).outside_share(), torch.tensor(0.25)
    )


def test_the_penalties_have_a_gradient():
    params = torch.full((1, 6), 0.1, requires_grad=True)
    moved = make_view(FAMILY(params))
    (identity_prior(moved) + out_of_crop(moved)).backward()
    assert (params.grad != 0).all()
