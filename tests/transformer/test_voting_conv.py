"""The voting localisation network: places, votes, weights."""

import pytest
import torch
from torch import nn

from stn_action.transformer.localisation import VotingConv


def build(**kwargs):
    return VotingConv(
        **{'in_channels': 6, 'num_params': 3, 'size': 64, **kwargs}
    )


def one_cell_counts(net, row, column):
    """Make ``net`` listen to one cell of its last map alone."""

    class Cell(nn.Module):
        def forward(self, cells):
            out = cells.new_zeros(*cells.shape[:2], 6)
            out[:, 8 * row + column, 3:] = 100.0
            return out

    net.regressor = Cell()
    return net.eval()


def test_zero_votes_of_all_cells_are_the_identity():
    net = build()
    out = net(torch.rand(2, 6, 64, 64))
    assert out.shape == (2, 3)
    torch.testing.assert_close(out, torch.zeros(2, 3))


@pytest.mark.parametrize('row, column', [(0, 0), (0, 7), (5, 2)])
def test_a_cell_votes_for_its_own_place(row, column):
    net = one_cell_counts(build(), row, column)
    log_scale, tx, ty = net(torch.rand(1, 6, 64, 64))[0].tolist()
    assert log_scale == 0
    assert tx == pytest.approx((2 * column + 1) / 8 - 1, abs=1e-5)
    assert ty == pytest.approx((2 * row + 1) / 8 - 1, abs=1e-5)


@pytest.mark.parametrize('num_params', [2, 3, 4, 6])
def test_the_shift_is_the_last_two_parameters(num_params):
    net = build(num_params=num_params)
    moving = net.places.abs().sum(0) > 0
    assert moving.tolist() == [False] * (num_params - 2) + [True] * 2


def test_a_shift_can_be_named():
    net = build(num_params=8, shift=(2, 5))
    assert (net.places.abs().sum(0) > 0).nonzero().flatten().tolist() == [2, 5]


def test_a_family_without_a_known_shift_is_refused():
    with pytest.raises(ValueError, match=r'shift=\(i, j\)'):
        build(num_params=32)


def test_a_picture_that_moves_by_a_cell_moves_the_vote():
    torch.manual_seed(0)
    net = build(in_channels=1, size=128).eval()
    picture = torch.zeros(1, 1, 128, 128)
    picture[..., 56:64, 56:64] = torch.randn(8, 8)
    with torch.no_grad():
        maps = net.hidden(net.features(picture))
        moved = net.hidden(net.features(picture.roll(8, -1)))
    # away from the border, where padding shows
    torch.testing.assert_close(
        maps[..., 7:8, 6:9], moved[..., 7:8, 7:10], atol=1e-5, rtol=1e-4
    )


def test_weights_are_saved_and_places_are_not():
    keys = build().state_dict()
    assert 'places' not in keys and 'regressor.weight' in keys


@pytest.mark.parametrize(
    'kwargs, message',
    [
        (dict(strides=(4, 2)), 'one entry for each convolution'),
        (dict(kernel_sizes=(9, 7, 5, 4)), r'must be odd, got \(9, 7, 5, 4\)'),
        (dict(size=60), 'divisible by 8'),
    ],
)
def test_bad_settings_are_refused(kwargs, message):
    with pytest.raises(ValueError, match=message):
        build(**kwargs)


def test_default_kernels_are_large():
    kernels = [
        m.kernel_size[0]
        for m in build().modules()
        if isinstance(m, nn.Conv2d) and m.kernel_size != (1, 1)
    ]
    assert kernels == [9, 7, 5, 5]
