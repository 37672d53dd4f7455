"""What the localisation network looks at."""

import pytest
import torch

from stn_action.transformer import SpatialTransformer
from tests.transformer.test_spatial_transformer import (
    build,
    clip,
    look,
    small,
)
from tests.transformer.views import make_view

#: The box in a crop of context 2.
HALF = (-0.5, -0.5, 0.5, 0.5)


@pytest.mark.parametrize('temporal', ['clip', 'frame'])
def test_coordinates_tell_a_later_look_where_it_looks(temporal):
    stn = SpatialTransformer(
        looks_at=look(num_looks=2, coordinates=True),
        temporal=temporal,
        localisation=dict(
            type='LargeKernelConv', kernel_sizes=(5,), channels=(4,)
        ),
    ).eval()
    seen = []
    stn.localisation.register_forward_pre_hook(
        lambda module, args: seen.append(args[0][:, -2:])
    )
    with torch.no_grad():  # log scale, x and y
        stn.localisation.regressor.bias.copy_(torch.tensor([-0.5, 0.2, -0.1]))
    views = stn.localise(torch.rand(2, 3, 3, 32, 32))
    centres = (torch.arange(16) * 2 + 1) / 16 - 1
    for maps, theta in zip(seen, [torch.eye(2, 3), views[0].theta[0]]):
        theta = theta[0] if theta.dim() == 3 else theta
        assert maps.shape == (6, 2, 16, 16)
        x = theta[0, 0] * centres + theta[0, 2]
        y = theta[1, 1] * centres + theta[1, 2]
        torch.testing.assert_close(maps[0, 0, 5], x)
        torch.testing.assert_close(maps[0, 1, :, 3], y)


def test_a_context_is_all_that_the_localisation_network_sees():
    """The box with context 1 is the middle half of a crop of context 2."""
    x = clip(h=40, w=60)
    inner = x[..., 10:30, 15:45]
    stn = build(looks_at=look(num_looks=2, coordinates=True))
    wide = build(looks_at=look(num_looks=2, coordinates=True, context=1.0))
    other = x.clone()
    other[..., :10, :] = 7
    for view, narrow, same in zip(
        wide.localise(x, boxes=HALF),
        stn.localise(inner),
        wide.localise(other, boxes=HALF),
    ):
        assert torch.equal(view.theta, same.theta)
        assert view.crop == (40, 60)
        # scale and centre are halves of those within the context
        torch.testing.assert_close(view.theta, narrow.theta / 2)
    assert torch.equal(wide.last_view.theta, view.theta)


@pytest.mark.parametrize('context, rows', [(1.0, 20), (1.4, 28), (2.0, 40)])
def test_a_context_follows_the_crop(context, rows):
    """So no share of the crop has to be written down by hand."""
    stn = build(looks_at=look(context=context))
    seen, theta = stn.looks_at.window(clip(h=40, w=40), HALF)
    assert seen.shape[-2:] == (rows, rows)
    if rows < 40:
        assert theta[0, 0] == pytest.approx(rows / 40)
    else:
        assert theta is None


def test_a_view_beyond_the_context_shows_the_surroundings():
    x = clip(h=40, w=40)
    stn = SpatialTransformer(
        small(),
        looks_at=look(context=1.0),
        output_size=20,
        sampler=dict(supersample=1),
    )
    torch.testing.assert_close(stn(x, boxes=HALF)[0], x[..., 10:30, 10:30])
    stn.localisation.regressor.bias.data[1:] = 0.5
    shift = stn(x, boxes=HALF)[1].theta[0, 0, 2] * 20  # pixels of the crop
    assert 4 < shift < 5
    far = torch.tensor([[0.5, 0, 0.25], [0, 0.5, 0.25]]).expand(2, 2, 3)
    torch.testing.assert_close(
        stn.warp(x, make_view(far, frames=6)), x[..., 15:35, 15:35]
    )


@pytest.mark.parametrize('family', ['projective', 'affine'])
def test_a_context_composes_with_every_matrix_family(family):
    x = clip(h=40, w=40)
    stn = build(0, looks_at=look(context=1.0), transformation=family)
    corners = stn(x, boxes=HALF)[1].corners()
    expected = torch.tensor([[-0.5, -0.5], [0.5, 0.5]]).expand(2, 2, 2)
    torch.testing.assert_close(corners[:, [0, 2]], expected)


@pytest.mark.parametrize(
    'boxes, message',
    [
        (None, "where the person's box lies in the crop, which is not known"),
        ((-1.0, -1.0, 1.0, 1.0), r'does not fit .* TubeCrop a context of 1.2'),
        ((-0.5, -0.5, 0.6, 0.5), 'square of the box in the middle'),
        (torch.zeros(2, 6, 4), 'crops of one kind'),
    ],
)
def test_a_context_that_does_not_fit_the_crop_is_refused(boxes, message):
    with pytest.raises(ValueError, match=message):
        build(looks_at=look(context=1.2)).localise(clip(), boxes=boxes)


@pytest.mark.parametrize(
    'looks_at, kwargs, message',
    [
        (look(0), {}, 'size must be a whole number of 1 or more, got 0'),
        (look(16, num_looks=0), {}, 'num_looks must be a whole number'),
        (look(16, frames=0), {}, 'frames must be a whole number'),
        (look(16, context=0), {}, 'context must be above 0 or None, got 0'),
        (
            look(16, context=1.4),
            dict(transformation='thin_plate_spline'),
            'context needs a family whose views compose.*ThinPlateSpline',
        ),
        (
            look(16, num_looks=2),
            dict(transformation='thin_plate_spline'),
            'num_looks needs a family whose views compose.*ThinPlateSpline',
        ),
        (
            'FeatureMap',
            dict(temporal='frame'),
            "all its frames share a view: use temporal='clip'",
        ),
    ],
)
def test_what_cannot_be_looked_at_is_refused_at_build(
    looks_at, kwargs, message
):
    with pytest.raises(ValueError, match=message):
        SpatialTransformer(looks_at=looks_at, **kwargs)


def test_an_unknown_look_names_the_known_ones():
    with pytest.raises(KeyError, match="unknown look 'Eye'; .*Thumbnail"):
        SpatialTransformer(looks_at='Eye')
