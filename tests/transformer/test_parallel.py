"""Parallel transformers: tiles, layouts, one trunk."""

import math

import pytest
import torch
from torch import nn

from stn_action.transformer import (
    ParallelSpatialTransformer,
    SpatialTransformer,
)
from tests.transformer.views import make_view

BODY = [(-1, -1, 1, 0), (-1, 0, 1, 1)]
QUADRANTS = [(-1, -1, 0, 0), (0, -1, 1, 0), (-1, 0, 0, 1), (0, 0, 1, 1)]
SMALL = dict(type='LargeKernelConv', kernel_sizes=(7, 5), channels=(8, 8))

LOOK = dict(type='Thumbnail', size=16)


def build(tiles, jitter=0.0, **kwargs):
    torch.manual_seed(0)
    stn = ParallelSpatialTransformer(
        tiles, localisation=SMALL, **{'looks_at': LOOK, **kwargs}
    ).eval()
    nn.init.normal_(stn.localisation.regressor.bias, std=jitter)
    nn.init.normal_(stn.localisation.regressor.weight, std=jitter)
    return stn


def test_views_start_as_the_tiles():
    x = torch.rand(2, 3, 32, 24)
    views, view = build(QUADRANTS, output_size=(16, 12))(x)
    assert views.shape == (8, 3, 16, 12)
    assert view.theta.shape == (2, 4, 2, 3) and view.num_views == 4
    sampler = dict(supersample=1)
    stn = build(QUADRANTS, output_size=(16, 12), sampler=sampler)
    views = stn(x)[0].unflatten(0, (2, 4))
    torch.testing.assert_close(views[:, 0], x[:, :, :16, :12])
    torch.testing.assert_close(views[:, 1], x[:, :, :16, 12:])
    torch.testing.assert_close(views[:, 2], x[:, :, 16:, :12])
    torch.testing.assert_close(views[:, 3], x[:, :, 16:, 12:])


def test_fixed_half_scale_attention_moves_within_its_tile():
    """The paper's form: translation alone, at 50 %."""
    stn = build(QUADRANTS, transformation='translation')
    assert stn.localisation.regressor.out_features == 8
    with torch.no_grad():
        stn.localisation.regressor.bias[2:4] = torch.tensor([0.4, -1e3])
    theta = stn.localise(torch.rand(1, 3, 32, 32))[-1].theta[0]
    torch.testing.assert_close(theta[:, 0, 0], torch.full((4,), 0.5))
    right = 0.5 + 0.5 * math.tanh(0.4)
    torch.testing.assert_close(theta[1, :, 2], torch.tensor([right, -1.0]))
    torch.testing.assert_close(theta[0, :, 2], torch.tensor([-0.5, -0.5]))


@pytest.mark.parametrize('temporal', ['clip', 'frame', 'smooth'])
def test_clips(temporal):
    x = torch.rand(2, 3, 5, 20, 28)
    stn = build(BODY, 0.1, temporal=temporal, output_size=16)
    views, view = stn(x)
    theta = view.theta
    assert views.shape == (4, 3, 5, 16, 16)
    frames = () if temporal == 'clip' else (5,)
    assert theta.shape == (2, *frames, 2, 2, 3)
    single = SpatialTransformer(
        SMALL, looks_at=LOOK, temporal=temporal, output_size=16
    )
    for n in range(2):
        for k in range(2):
            one = make_view(theta[n : n + 1].select(-3, k), frames=5)
            alone = single.warp(x[n : n + 1], one)
            torch.testing.assert_close(views[2 * n + k], alone[0])


def test_corners_and_identity_have_the_views_axis():
    stn = build(BODY)
    family = stn.transformation
    view = stn.localise(torch.rand(3, 3, 20, 20))[-1]
    theta, corners = view.theta, view.corners()
    assert corners.shape == (3, 2, 4, 2)
    torch.testing.assert_close(corners[0, 0, 2], torch.tensor([1.0, 0]))
    torch.testing.assert_close(family.identity(theta).expand_as(theta), theta)


@pytest.mark.parametrize(
    'tiles, kwargs, error, message',
    [
        ([(0, 0, 0, 1)], {}, ValueError, 'x1 < x2'),
        ([(-2, 0, 0, 1)], {}, ValueError, r'within \[-1, 1\]'),
        (
            [(0, 1)],
            {},
            ValueError,
            r'K boxes of 4 numbers, got shape \(1, 2\)',
        ),
        (
            BODY,
            dict(looks_at=dict(LOOK, num_looks=2)),
            ValueError,
            'num_looks=2',
        ),
        (
            BODY,
            dict(looks_at=dict(LOOK, coordinates=True)),
            ValueError,
            'coordinates are those of one view',
        ),
        (
            BODY,
            dict(transformation='thin_plate_spline'),
            TypeError,
            'matrix families alone, got ThinPlateSpline',
        ),
    ],
)
def test_bad_settings_are_refused(tiles, kwargs, error, message):
    with pytest.raises(error, match=message):
        build(tiles, **kwargs)
