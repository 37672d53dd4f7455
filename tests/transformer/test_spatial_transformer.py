"""The whole transformer: layouts, precision, steps, errors."""

import pytest
import torch
import torch.nn.functional as F

from stn_action.transformer import SpatialTransformer, sample


def build(jitter=0.05, **kwargs):
    """A transformer whose theta differs from the identity."""
    torch.manual_seed(0)
    kwargs = {'thumbnail_size': 16, 'localisation': small(), **kwargs}
    stn = SpatialTransformer(**kwargs).eval()
    torch.nn.init.normal_(stn.localisation.regressor.weight, std=jitter)
    torch.nn.init.normal_(stn.localisation.regressor.bias, std=jitter)
    return stn


def small():
    return dict(type='LargeKernelConv', kernel_sizes=(7, 5), channels=(8, 8))


def clip(n=2, c=3, t=6, h=20, w=28, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(n, c, t, h, w, generator=generator)


@pytest.mark.parametrize('temporal', ['clip', 'frame', 'smooth'])
@pytest.mark.parametrize('shape', [(2, 3, 20, 28), (2, 3, 6, 20, 28)])
def test_starts_as_the_identity(temporal, shape):
    x = torch.rand(shape, generator=torch.Generator().manual_seed(0))
    stn = SpatialTransformer(
        small(), thumbnail_size=16, temporal=temporal
    ).eval()
    view, theta = stn(x)
    torch.testing.assert_close(view, x, atol=1e-5, rtol=0)
    frames = (6,) if temporal != 'clip' and len(shape) == 5 else ()
    assert theta.shape == (2, *frames, 2, 3)


@pytest.mark.parametrize('temporal', ['clip', 'frame'])
def test_an_image_and_a_clip_of_one_frame_give_the_same(temporal):
    stn = build(temporal=temporal, output_size=(12, 10))
    x = clip(t=1)
    view, theta = stn(x)
    image_view, image_theta = stn(x[:, :, 0])
    assert image_view.shape == (2, 3, 12, 10)
    torch.testing.assert_close(image_view, view[:, :, 0])
    torch.testing.assert_close(image_theta, theta.reshape(2, 2, 3))


def test_a_clip_is_warped_by_one_theta_frame_by_frame():
    stn = build(output_size=20)
    x = clip()
    view, theta = stn(x)
    assert view.shape == (2, 3, 6, 20, 20)
    for t in range(6):
        torch.testing.assert_close(view[:, :, t], stn.warp(x[:, :, t], theta))


def test_frame_thetas_warp_their_own_frames():
    stn = build(temporal='frame')
    x = clip()
    view, theta = stn(x)
    assert (theta.diff(dim=1).abs() > 0).any()
    for t in range(6):
        torch.testing.assert_close(
            view[:, :, t], stn.warp(x[:, :, t], theta[:, t])
        )


def test_thumbnails_are_blind_to_brightness_and_contrast():
    """So the localisation network does not see the backbone's mean/std."""
    stn = build()
    x = 255 * clip()
    scaled = (x - 110) / torch.tensor([8.0, 7.0, 5.0]).view(1, 3, 1, 1, 1)
    torch.testing.assert_close(
        stn.localise(scaled)[-1], stn.localise(x)[-1], atol=1e-3, rtol=0
    )


def test_thumbnail_frames_are_evenly_spread():
    stn = build(thumbnail_frames=3)
    x = clip(t=7)
    theta = stn.localise(x)[-1]
    torch.testing.assert_close(theta, stn.localise(x[:, :, [0, 3, 6]])[-1])
    assert not torch.allclose(theta, stn.localise(x[:, :, :3])[-1])


def test_supersampling_is_the_mean_of_a_finer_view():
    stn = build(supersample=2, output_size=(8, 10))
    x = clip()
    view, theta = stn(x)
    fine = sample(x, stn.transformation.grid(theta, (16, 20)))
    expected = F.avg_pool3d(fine, (1, 2, 2))
    torch.testing.assert_close(view, expected)


@pytest.mark.parametrize(
    'output, factor',
    [((20, 28), 1), ((16, 22), 1), ((15, 28), 2), ((20, 21), 2)],
)
def test_auto_supersamples_beyond_1_3_source_pixels(output, factor):
    """20 x 28 crop: 20 / 15 and 28 / 21 are 1.33, 28 / 22 is 1.27."""
    x = clip()
    auto = build(output_size=output)
    fixed = build(output_size=output, supersample=factor)
    torch.testing.assert_close(auto(x)[0], fixed(x)[0], rtol=0, atol=0)
    other = build(output_size=output, supersample=3 - factor)
    assert not torch.equal(auto(x)[0], other(x)[0])


def test_supersampling_tames_aliasing():
    """A one-pixel checkerboard at half size is grey, not stripes."""
    y, x = torch.meshgrid(torch.arange(32), torch.arange(32), indexing='ij')
    board = ((x + y) % 2).float()[None, None]
    theta = torch.tensor([[[1.0, 0, 1 / 32], [0, 1, 1 / 32]]])
    args = dict(output_size=16, in_channels=1, padding_mode='reflection')
    plain = build(supersample=1, **args).warp(board, theta)
    tamed = build(supersample=2, **args).warp(board, theta)
    assert tamed.std() < 0.1 * (plain.std() + 0.5)


def test_theta_and_grid_stay_float32_under_autocast():
    """bf16 may move theta by its own rounding, never the sampling."""
    stn = build()
    x = clip(h=210, w=260)
    reference, theta32 = stn(x)
    with torch.autocast('cpu', torch.bfloat16):
        view, theta = stn(x)
        warped = stn.warp(x, theta32)
    assert theta.dtype == torch.float32
    torch.testing.assert_close(warped, reference, rtol=0, atol=0)
    torch.testing.assert_close(theta, theta32, atol=2e-2, rtol=0)
    torch.testing.assert_close(stn.warp(x, theta), view, rtol=0, atol=0)


@pytest.mark.parametrize('dtype', [torch.half, torch.bfloat16])
def test_half_inputs_keep_their_type_and_float32_precision(dtype):
    stn = build(output_size=100)
    x = clip(h=210, w=260).to(dtype)
    view, theta = stn(x)
    reference, theta32 = stn(x.float())
    assert view.dtype == dtype and theta.dtype == torch.float32
    torch.testing.assert_close(theta, theta32)
    torch.testing.assert_close(view.float(), reference, atol=1e-2, rtol=0)


@pytest.mark.parametrize('dtype', [torch.half, torch.bfloat16])
def test_a_model_cast_to_half_runs(dtype):
    stn = build(num_steps=2)
    x = clip()
    theta32 = stn.localise(x)[-1]
    stn = stn.to(dtype)
    view, theta = stn(x.to(dtype))
    assert view.dtype == dtype and theta.dtype == torch.float32
    torch.testing.assert_close(theta, theta32, atol=2e-2, rtol=0)


def test_smooth_is_the_gaussian_of_the_frame_params():
    """Attention's shift is nearly linear at small params."""
    frame = build(0.002, temporal='frame', transformation='translation')
    smooth = build(
        0.002,
        temporal='smooth',
        transformation='translation',
        smooth_sigma=1.0,
    )
    smooth.load_state_dict(frame.state_dict())
    x = clip()
    rough = frame.localise(x)[-1][..., 2]
    weights = torch.exp(
        -0.5 * (torch.arange(6.0)[:, None] - torch.arange(6.0)[None]) ** 2
    )
    weights[weights < torch.exp(torch.tensor(-0.5 * 3.5**2))] = 0
    weights /= weights.sum(1, keepdim=True)
    expected = torch.einsum('st,ntp->nsp', weights, rough)
    torch.testing.assert_close(
        smooth.localise(x)[-1][..., 2], expected, atol=1e-5, rtol=0
    )


def test_a_second_step_composes_with_the_first():
    stn = build(0.3, num_steps=2)
    x = clip()
    first, second = stn.localise(x)
    one_step = build(0.3)
    one_step.load_state_dict(stn.state_dict())
    torch.testing.assert_close(first, one_step.localise(x)[0])
    thumbnails = build(0.3, output_size=16, supersample=2).warp(
        x[:, :, [0, 2, 3, 5]], first
    )
    assert stn.thumbnail_frames == 4
    inner = one_step.localise(thumbnails)[0]
    family = stn.transformation
    torch.testing.assert_close(
        second,
        family.limit(family.compose(first, inner)),
        atol=1e-4,
        rtol=1e-4,
    )


def test_the_gradient_of_a_step_stays_in_it():
    stn = build(num_steps=2, transformation='translation')
    stn.localisation.regressor.bias.grad = None
    params = []

    def keep(module, args, output):
        output.retain_grad()
        params.append(output)

    stn.localisation.register_forward_hook(keep)
    stn.localise(clip())[-1].sum().backward()
    assert params[0].grad is None
    assert params[1].grad.abs().sum() > 0


def test_theta_is_trained_by_the_view():
    stn = build().train()
    view, _ = stn(clip())
    (view * clip(seed=1)).sum().backward()
    for name, parameter in stn.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
    assert stn.localisation.regressor.weight.grad.abs().sum() > 0


def test_inputs_are_not_changed():
    x = clip()
    before = x.clone()
    build(num_steps=2)(x)
    assert torch.equal(x, before)


def test_init_weights_makes_theta_the_identity_again():
    stn = build()
    before = stn.localisation.features[0].weight.clone()
    stn.init_weights()
    theta = stn.localise(clip())[-1]
    torch.testing.assert_close(theta, torch.eye(2, 3).expand(2, -1, -1))
    assert not torch.equal(before, stn.localisation.features[0].weight)


def test_grayscale():
    view, _ = build(in_channels=1)(clip(c=1))
    assert view.shape == (2, 1, 6, 20, 28)


@pytest.mark.parametrize('shape', [(3, 20, 28), (2, 1, 3, 6, 20, 28)])
def test_other_ranks_are_refused(shape):
    with pytest.raises(ValueError, match=r'\(N, C, H, W\).*got a tensor of'):
        build()(torch.zeros(shape))


@pytest.mark.parametrize(
    'kwargs, message',
    [
        (dict(temporal='video'), "temporal must be one of .* got 'video'"),
        (dict(num_steps=0), 'num_steps must be 1 or more, got 0'),
        (dict(thumbnail_size=18), 'divisible by 4 .* got 18'),
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
    stn = build(0.2, in_channels=1, sampling='nearest', output_size=8)
    view, theta = stn(labels)
    assert set(view.unique().tolist()) <= set(range(20))
    bilinear = build(0.2, in_channels=1, output_size=8).warp(labels, theta)
    assert not set(bilinear.unique().tolist()) <= set(range(20))


@pytest.mark.parametrize('key', ['sampling', 'padding_mode'])
def test_unknown_names_are_refused(key):
    with pytest.raises(ValueError, match=f"{key} must be one of .*'cubic'"):
        build(**{key: 'cubic'})


@pytest.mark.parametrize('temporal', ['clip', 'frame'])
def test_coordinates_tell_a_later_look_where_it_looks(temporal):
    stn = SpatialTransformer(
        thumbnail_size=16,
        num_steps=2,
        coordinates=True,
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
    thetas = stn.localise(torch.rand(2, 3, 3, 32, 32))
    centres = (torch.arange(16) * 2 + 1) / 16 - 1
    for look, theta in zip(seen, [torch.eye(2, 3), thetas[0][0]]):
        theta = theta[0] if theta.dim() == 3 else theta
        assert look.shape == (6, 2, 16, 16)
        x = theta[0, 0] * centres + theta[0, 2]
        y = theta[1, 1] * centres + theta[1, 2]
        torch.testing.assert_close(look[0, 0, 5], x)
        torch.testing.assert_close(look[0, 1, :, 3], y)


def test_a_window_is_all_that_the_localisation_network_sees():
    x = clip(h=40, w=60)
    inner = x[..., 10:30, 15:45]
    stn = build(num_steps=2, coordinates=True)
    wide = build(num_steps=2, coordinates=True, window=0.5)
    other = x.clone()
    other[..., :10, :] = 7
    for theta, narrow, same in zip(
        wide.localise(x), stn.localise(inner), wide.localise(other)
    ):
        assert torch.equal(theta, same)
        # scale and centre are halves of those within the window
        torch.testing.assert_close(theta, narrow / 2)
    assert torch.equal(wide.last_theta, theta)


def test_a_view_beyond_the_window_shows_the_surroundings():
    x = clip(h=40, w=40)
    stn = SpatialTransformer(
        small(), thumbnail_size=16, output_size=20, window=0.5, supersample=1
    )
    torch.testing.assert_close(stn(x)[0], x[..., 10:30, 10:30])
    stn.localisation.regressor.bias.data[1:] = 0.5
    shift = stn(x)[1][0, 0, 2] * 20  # in pixels of the crop
    assert 4 < shift < 5
    far = torch.tensor([[0.5, 0, 0.25], [0, 0.5, 0.25]]).expand(2, 2, 3)
    torch.testing.assert_close(stn.warp(x, far), x[..., 15:35, 15:35])


@pytest.mark.parametrize(
    'window, family, message',
    [
        (0.0, 'attention', r'window must lie in \(0, 1\], got 0.0'),
        (1.5, 'attention', r'window must lie in \(0, 1\], got 1.5'),
        (0.7, 'thin_plate_spline', 'window=0.7 needs a matrix family'),
    ],
)
def test_a_wrong_window_is_refused(window, family, message):
    with pytest.raises(ValueError, match=message):
        SpatialTransformer(transformation=family, window=window)
