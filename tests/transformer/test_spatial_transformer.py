"""The whole transformer: layouts, precision, steps, errors."""

import pytest
import torch
import torch.nn.functional as F

from stn_action.transformer import Sampler, SpatialTransformer, sample
from tests.transformer.views import make_view


def build(jitter=0.05, **kwargs):
    """A transformer whose theta differs from the identity."""
    torch.manual_seed(0)
    kwargs = {'looks_at': look(), 'localisation': small(), **kwargs}
    stn = SpatialTransformer(**kwargs).eval()
    torch.nn.init.normal_(stn.localisation.regressor.weight, std=jitter)
    torch.nn.init.normal_(stn.localisation.regressor.bias, std=jitter)
    return stn


def small():
    return dict(type='LargeKernelConv', kernel_sizes=(7, 5), channels=(8, 8))


def found(stn, x):
    """theta that the localisation network finds."""
    return stn.localise(x)[-1].theta


def look(size=16, **kwargs):
    return dict(type='Thumbnail', size=size, **kwargs)


def clip(n=2, c=3, t=6, h=20, w=28, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(n, c, t, h, w, generator=generator)


@pytest.mark.parametrize('temporal', ['clip', 'frame', 'smooth'])
@pytest.mark.parametrize('shape', [(2, 3, 20, 28), (2, 3, 6, 20, 28)])
def test_starts_as_the_identity(temporal, shape):
    x = torch.rand(shape, generator=torch.Generator().manual_seed(0))
    stn = SpatialTransformer(
        small(), looks_at=look(), temporal=temporal
    ).eval()
    pixels, view = stn(x)
    torch.testing.assert_close(pixels, x, atol=1e-5, rtol=0)
    frames = (6,) if temporal != 'clip' and len(shape) == 5 else ()
    assert view.theta.shape == (2, *frames, 2, 3)


@pytest.mark.parametrize('temporal', ['clip', 'frame'])
def test_an_image_and_a_clip_of_one_frame_give_the_same(temporal):
    stn = build(temporal=temporal, output_size=(12, 10))
    x = clip(t=1)
    pixels, view = stn(x)
    image_pixels, image_view = stn(x[:, :, 0])
    assert image_pixels.shape == (2, 3, 12, 10)
    torch.testing.assert_close(image_pixels, pixels[:, :, 0])
    torch.testing.assert_close(image_view.theta, view.theta.reshape(2, 2, 3))


def test_a_clip_is_warped_by_one_theta_frame_by_frame():
    stn = build(output_size=20)
    x = clip()
    pixels, view = stn(x)
    assert pixels.shape == (2, 3, 6, 20, 20)
    for t in range(6):
        image = stn.warp(x[:, :, t], make_view(view.theta))
        torch.testing.assert_close(pixels[:, :, t], image)


def test_frame_thetas_warp_their_own_frames():
    stn = build(temporal='frame')
    x = clip()
    pixels, view = stn(x)
    assert (view.theta.diff(dim=1).abs() > 0).any()
    for t in range(6):
        image = stn.warp(x[:, :, t], make_view(view.theta[:, t]))
        torch.testing.assert_close(pixels[:, :, t], image)


def test_thumbnails_are_blind_to_brightness_and_contrast():
    """So the localisation network does not see the backbone's mean/std."""
    stn = build()
    x = 255 * clip()
    scaled = (x - 110) / torch.tensor([8.0, 7.0, 5.0]).view(1, 3, 1, 1, 1)
    torch.testing.assert_close(
        found(stn, scaled), found(stn, x), atol=1e-3, rtol=0
    )


def test_thumbnail_frames_are_evenly_spread():
    stn = build(looks_at=look(frames=3))
    x = clip(t=7)
    theta = found(stn, x)
    torch.testing.assert_close(theta, found(stn, x[:, :, [0, 3, 6]]))
    assert not torch.allclose(theta, found(stn, x[:, :, :3]))


def test_supersampling_is_the_mean_of_a_finer_view():
    stn = build(sampler=dict(supersample=2), output_size=(8, 10))
    x = clip()
    pixels, view = stn(x)
    fine = sample(x, view.grid((16, 20)))
    expected = F.avg_pool3d(fine, (1, 2, 2))
    torch.testing.assert_close(pixels, expected)


@pytest.mark.parametrize(
    'output, factor',
    [((20, 28), 1), ((16, 22), 1), ((15, 28), 2), ((20, 21), 2)],
)
def test_auto_supersamples_beyond_1_3_source_pixels(output, factor):
    """20 x 28 crop: 20 / 15 and 28 / 21 are 1.33, 28 / 22 is 1.27."""
    x = clip()
    auto = build(output_size=output)
    fixed = build(output_size=output, sampler=dict(supersample=factor))
    torch.testing.assert_close(auto(x)[0], fixed(x)[0], rtol=0, atol=0)
    other = build(output_size=output, sampler=dict(supersample=3 - factor))
    assert not torch.equal(auto(x)[0], other(x)[0])


def test_supersampling_tames_aliasing():
    """A one-pixel checkerboard at half size is grey, not stripes."""
    y, x = torch.meshgrid(torch.arange(32), torch.arange(32), indexing='ij')
    board = ((x + y) % 2).float()[None, None]
    view = make_view(torch.tensor([[[1.0, 0, 1 / 32], [0, 1, 1 / 32]]]))
    plain, tamed = (
        Sampler('reflection', supersample=n)(board, view, (16, 16))
        for n in (1, 2)
    )
    assert tamed.std() < 0.1 * (plain.std() + 0.5)


def test_theta_and_grid_stay_float32_under_autocast():
    """bf16 may move theta by its own rounding, never the sampling."""
    stn = build()
    x = clip(h=210, w=260)
    reference, view32 = stn(x)
    with torch.autocast('cpu', torch.bfloat16):
        pixels, view = stn(x)
        warped = stn.warp(x, view32)
    assert view.theta.dtype == torch.float32
    torch.testing.assert_close(warped, reference, rtol=0, atol=0)
    torch.testing.assert_close(view.theta, view32.theta, atol=2e-2, rtol=0)
    torch.testing.assert_close(stn.warp(x, view), pixels, rtol=0, atol=0)


@pytest.mark.parametrize('dtype', [torch.half, torch.bfloat16])
def test_half_inputs_keep_their_type_and_float32_precision(dtype):
    stn = build(output_size=100)
    x = clip(h=210, w=260).to(dtype)
    pixels, view = stn(x)
    reference, view32 = stn(x.float())
    assert pixels.dtype == dtype and view.theta.dtype == torch.float32
    torch.testing.assert_close(view.theta, view32.theta)
    torch.testing.assert_close(pixels.float(), reference, atol=1e-2, rtol=0)


@pytest.mark.parametrize('dtype', [torch.half, torch.bfloat16])
def test_a_model_cast_to_half_runs(dtype):
    stn = build(looks_at=look(num_looks=2))
    x = clip()
    theta32 = found(stn, x)
    stn = stn.to(dtype)
    pixels, view = stn(x.to(dtype))
    assert pixels.dtype == dtype and view.theta.dtype == torch.float32
    torch.testing.assert_close(view.theta, theta32, atol=2e-2, rtol=0)


def test_smooth_is_the_gaussian_of_the_frame_params():
    """Attention's shift is nearly linear at small params."""
    frame = build(0.002, temporal='frame', transformation='translation')
    smooth = build(
        0.002,
        temporal=dict(type='smooth', sigma=1.0),
        transformation='translation',
    )
    smooth.load_state_dict(frame.state_dict())
    x = clip()
    rough = found(frame, x)[..., 2]
    weights = torch.exp(
        -0.5 * (torch.arange(6.0)[:, None] - torch.arange(6.0)[None]) ** 2
    )
    weights[weights < torch.exp(torch.tensor(-0.5 * 3.5**2))] = 0
    weights /= weights.sum(1, keepdim=True)
    expected = torch.einsum('st,ntp->nsp', weights, rough)
    torch.testing.assert_close(
        found(smooth, x)[..., 2], expected, atol=1e-5, rtol=0
    )


def test_a_second_step_composes_with_the_first():
    stn = build(0.3, looks_at=look(num_looks=2))
    x = clip()
    first, second = (view.theta for view in stn.localise(x))
    once = build(0.3)
    once.load_state_dict(stn.state_dict())
    torch.testing.assert_close(first, found(once, x))
    thumbnails = Sampler(supersample=2)(
        x[:, :, [0, 2, 3, 5]], make_view(first, frames=4), (16, 16)
    )
    assert stn.looks_at.frames == 4
    inner = found(once, thumbnails)
    family = stn.transformation
    torch.testing.assert_close(
        second,
        family.limit(family.compose(first, inner)),
        atol=1e-4,
        rtol=1e-4,
    )


def test_the_gradient_of_a_step_stays_in_it():
    stn = build(looks_at=look(num_looks=2), transformation='translation')
    stn.localisation.regressor.bias.grad = None
    params = []

    def keep(module, args, output):
        output.retain_grad()
        params.append(output)

    stn.localisation.register_forward_hook(keep)
    found(stn, clip()).sum().backward()
    assert params[0].grad is None
    assert params[1].grad.abs().sum() > 0


def test_theta_is_trained_by_the_view():
    stn = build().train()
    pixels, _ = stn(clip())
    (pixels * clip(seed=1)).sum().backward()
    for name, parameter in stn.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
    assert stn.localisation.regressor.weight.grad.abs().sum() > 0


def test_inputs_are_not_changed():
    x = clip()
    before = x.clone()
    build(looks_at=look(num_looks=2))(x)
    assert torch.equal(x, before)


def test_init_weights_makes_theta_the_identity_again():
    stn = build()
    before = stn.localisation.features[0].weight.clone()
    stn.init_weights()
    theta = found(stn, clip())
    torch.testing.assert_close(theta, torch.eye(2, 3).expand(2, -1, -1))
    assert not torch.equal(before, stn.localisation.features[0].weight)


def test_grayscale():
    pixels, _ = build(looks_at=look(channels=1))(clip(c=1))
    assert pixels.shape == (2, 1, 6, 20, 28)


@pytest.mark.parametrize('shape', [(3, 20, 28), (2, 1, 3, 6, 20, 28)])
def test_other_ranks_are_refused(shape):
    with pytest.raises(ValueError, match=r'\(N, C, H, W\).*got a tensor of'):
        build()(torch.zeros(shape))


@pytest.mark.parametrize(
    'kwargs, message',
    [
        (dict(temporal='video'), "temporal must be one of .* got 'video'"),
        (dict(temporal=dict(type='smooth', sigma=0)), 'sigma .* above 0'),
        (dict(looks_at=look(18)), 'divisible by 4 .* got 18'),
        (dict(output_size=0), 'output_size must be 1 pixel or more'),
        (dict(sampler=dict(supersample=0)), 'supersample must be .* got 0'),
        (dict(sampler=dict(supersample='on')), "supersample .* got 'on'"),
        (dict(sampler=dict(mode='cubic')), "mode must be one of .*'cubic'"),
        (
            dict(sampler=dict(padding_mode='cubic')),
            "padding_mode must be one of .*'cubic'",
        ),
    ],
)
def test_bad_settings_are_refused(kwargs, message):
    with pytest.raises(ValueError, match=message):
        build(**kwargs)


def test_nearest_sampling_blends_no_labels():
    labels = (
        torch.arange(20.0)
        .view(1, 1, 4, 5)
        .repeat_interleave(6, 2)
        .repeat_interleave(6, 3)
    )
    stn = build(
        0.2,
        looks_at=look(channels=1),
        sampler=dict(mode='nearest'),
        output_size=8,
    )
    pixels, view = stn(labels)
    assert set(pixels.unique().tolist()) <= set(range(20))
    bilinear = Sampler()(labels, view, (8, 8))
    assert not set(bilinear.unique().tolist()) <= set(range(20))
