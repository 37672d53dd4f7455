import pytest
import torch
from torchvision.ops import roi_align

from stn_action.models.roi import RefocusedRoIAlign, align_through
from stn_action.transformer import SpatialTransformer
from stn_action.transformer.transformations import TRANSFORMATIONS
from tests.transformer.views import make_view

SCALE = 1 / 16
# image of 256 x 192 px; the last two reach over the map's border
ROIS = torch.tensor(
    [
        [0, 16.3, 10.0, 200.7, 180.2],
        [1, 30.0, 40.0, 90.0, 60.0],
        [0, 100.0, 100.0, 101.0, 140.0],
        [1, 0.0, 0.0, 256.0, 192.0],
        [1, 240.0, 100.0, 260.0, 196.0],
    ]
)
STN = dict(
    looks_at=dict(type='FeatureMap', channels=4),
    localisation=dict(
        type='LargeKernelConv', kernel_sizes=(9, 7), channels=(4, 4), hidden=8
    ),
)


def features(dtype=torch.float32):
    generator = torch.Generator().manual_seed(0)
    return torch.randn(2, 4, 12, 16, generator=generator, dtype=dtype)


def layer(sampling_ratio=0, pool_mode='avg', size=8, **kwargs):
    torch.manual_seed(0)
    return RefocusedRoIAlign(
        size, SCALE, sampling_ratio, pool_mode, STN, **kwargs
    ).eval()


@pytest.mark.parametrize('size', [8, 3])
@pytest.mark.parametrize('ratio', [0, 1, 2])
def test_is_roi_align_at_first(ratio, size):
    feat = features()
    want = roi_align(
        feat, ROIS, size, SCALE, sampling_ratio=ratio or -1, aligned=True
    )
    got = layer(ratio, size=size)(feat, ROIS)
    assert got.shape == (5, 4, size, size)
    assert torch.allclose(got, want, atol=1e-5)


def test_sides_may_differ():
    want = roi_align(features(), ROIS, (2, 5), SCALE, aligned=True)
    got = layer(size=(2, 5))(features(), ROIS)
    assert torch.allclose(got, want, atol=1e-5)


def theta_of(scale, tx, ty):
    return torch.tensor([[[scale, 0, tx], [0, scale, ty]]])


@pytest.mark.parametrize('ratio', [0, 2])
def test_theta_moves_the_roi(ratio):
    """An attention view of a RoI is the RoIAlign of the moved RoI."""
    moves = ((0.3, 0.0, 0.0), (1.2, 0.3, -0.2))
    rois, boxes = ROIS[:2], []
    for roi, (scale, *shift) in zip(rois, moves):
        half = (roi[3:] - roi[1:3]) / 2
        centre = roi[1:3] + half + half * torch.tensor(shift)
        boxes.append(
            torch.cat([roi[:1], centre - scale * half, centre + scale * half])
        )
    want = roi_align(
        features(), torch.stack(boxes), 4, SCALE, ratio or -1, aligned=True
    )
    got = align_through(
        features(),
        rois,
        make_view(torch.cat([theta_of(*move) for move in moves])),
        (4, 4),
        SCALE,
        ratio,
    )
    assert torch.allclose(got, want, atol=1e-5)


def test_by_hand():
    """On a ramp of x, a bin is the x of its centre (minus half a cell)."""
    ramp = torch.arange(16.0).expand(1, 1, 12, 16)
    rois = torch.tensor([[0, 64.0, 64.0, 128.0, 128.0]])  # cells 4 to 8
    got = align_through(
        ramp,
        rois,
        make_view(theta_of(0.5, 0.5, 0)),
        (2, 2),
        SCALE,
    )
    # the view is the middle of x = 6 to 8: bins centred at 6.5 and 7.5
    assert torch.allclose(got[0, 0], torch.tensor([[6.0, 7.0], [6.0, 7.0]]))


@pytest.mark.parametrize(
    'family', ['affine', 'projective', 'thin_plate_spline']
)
def test_other_families_start_as_roi_align(family):
    stn = SpatialTransformer(
        transformation=family,
        looks_at=dict(type='FeatureMap', channels=4),
        localisation=dict(
            type='LargeKernelConv',
            size=16,
            kernel_sizes=(9, 7),
            channels=(4, 4),
        ),
    )
    view = stn.localise(torch.randn(5, 4, 16, 16))[-1]
    got = align_through(
        features(),
        ROIS,
        view,
        (8, 8),
        SCALE,
        sampling_ratio=2,
    )
    want = roi_align(features(), ROIS, 8, SCALE, 2, aligned=True)
    assert torch.allclose(got, want, atol=1e-4)


def test_largest_of_a_bin():
    got = layer(2, 'max')(features(), ROIS)
    want = roi_align(features(), ROIS, 16, SCALE, 1, aligned=True)
    want = torch.nn.functional.max_pool2d(want, 2)
    assert torch.allclose(got, want, atol=1e-5)


def test_gradients_reach_theta_and_features():
    model = layer().train()
    feat = features().requires_grad_()
    model(feat, ROIS).square().sum().backward()
    assert feat.grad.abs().sum() > 0
    grad = model.stn.localisation.regressor.bias.grad
    assert (grad.abs() > 1e-3).all()


def test_gradient_of_theta_is_that_of_differences():
    feat = features(torch.float64)
    family = TRANSFORMATIONS['attention']()
    params = torch.tensor(
        [[0.13, 0.21, -0.17], [-0.2, 0.1, 0.05]], requires_grad=True
    )

    def loss(params):
        out = align_through(
            feat,
            ROIS[:2],
            make_view(family(params)),
            (4, 4),
            SCALE,
            sampling_ratio=2,
        )
        return (out * torch.linspace(-1, 1, out.numel()).view_as(out)).sum()

    loss(params).backward()
    for place in ((0, 0), (0, 1), (1, 2)):
        step = torch.zeros_like(params)
        step[place] = 1e-3
        with torch.no_grad():
            slope = (loss(params + step) - loss(params - step)) / 2e-3
        assert params.grad[place].item() == pytest.approx(
            slope.item(), rel=0.05, abs=0.05
        )


def test_the_localisation_network_sees_more_than_the_roi():
    """A change beside the RoI, within its context, moves a trained view."""
    model = layer(context=2.0)
    torch.nn.init.normal_(model.stn.localisation.regressor.weight)
    roi = torch.tensor(
        [[0, 96.0, 64.0, 160.0, 128.0]]
    )  # cells 6 to 10, 4 to 8
    feat = features()
    near, far = feat.clone(), feat.clone()
    near[0, :, 5, 11] += 5
    far[0, :, 5, 14] += 5
    model(feat, roi)
    before = model.stn.last_view.theta
    model(near, roi)
    assert not torch.allclose(model.stn.last_view.theta, before)
    model(far, roi)
    assert torch.equal(model.stn.last_view.theta, before)


def test_no_rois():
    assert layer()(features(), ROIS[:0]).shape == (0, 4, 8, 8)


def test_half_precision_is_sampled_in_float32():
    got = layer()(features().bfloat16(), ROIS)
    want = layer()(features().bfloat16().float(), ROIS)
    assert got.dtype == torch.bfloat16
    assert torch.allclose(got.float(), want, atol=0.05)


@pytest.mark.parametrize(
    'change, message',
    [
        (
            dict(stn=dict(STN, looks_at='Thumbnail')),
            'set looks_at=.*FeatureMap',
        ),
        (
            dict(stn=dict(STN, type='ParallelSpatialTransformer')),
            'leave the type',
        ),
        (dict(context=0.5), 'context must be 1 or more, got 0.5'),
        (dict(pool_mode='median'), "pool_mode must be one of .* 'median'"),
    ],
)
def test_bad_settings(change, message):
    settings = dict(
        output_size=8,
        spatial_scale=SCALE,
        sampling_ratio=0,
        pool_mode='avg',
        stn=STN,
    )
    with pytest.raises(ValueError, match=message):
        RefocusedRoIAlign(**{**settings, **change})
