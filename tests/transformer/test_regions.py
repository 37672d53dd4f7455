"""Views as boxes, and crops cut to what is seen, against grid_sample."""

import pytest
import torch
import torch.nn.functional as F

from stn_action.transformer import regions, sampler
from stn_action.transformer.regions import (
    boxes_inside,
    sample_boxes,
    seen_part,
)
from stn_action.transformer.sampler import Sampler, sample
from stn_action.transformer.transformations import (
    Affine,
    Attention,
    AxisAligned,
)
from stn_action.transformer.view import View

SIZE = (11, 9)
CROP = (37, 52)


def pixels(*shape, dtype=torch.float32):
    generator = torch.Generator().manual_seed(0)
    return (255 * torch.rand(*shape, *CROP, generator=generator)).to(dtype)


def thetas(*lead):
    """Upright views inside the crop, of their own sides and centres."""
    generator = torch.Generator().manual_seed(1)
    sides = 0.2 + 0.5 * torch.rand(*lead, 2, generator=generator)
    free = 1 - sides
    centre = free * (2 * torch.rand(*lead, 2, generator=generator) - 1)
    return torch.cat([torch.diag_embed(sides), centre[..., None]], -1)


def view_of(theta, frames=None):
    return View(theta, AxisAligned(), CROP, frames)


def by_grid(x, view, factor):
    """grid_sample frame by frame in float64, then the mean."""
    fine = (SIZE[0] * factor, SIZE[1] * factor)
    grid = AxisAligned().grid(view.theta.double(), fine)
    if x.dim() == 5:
        frames = x.shape[2]
        x = x.transpose(1, 2).flatten(0, 1)
        if not view.by_frame:
            grid = grid.repeat_interleave(frames, 0)
        else:
            grid = grid.flatten(0, 1)
    out = F.grid_sample(
        x.double(), grid, padding_mode='border', align_corners=False
    )
    out = F.avg_pool2d(out, factor)
    if view.frames:
        out = out.unflatten(0, (-1, view.frames)).transpose(1, 2)
    return out.float()


KINDS = {
    'image': ((3, 3), thetas(3), None),
    'clip': ((2, 3, 4), thetas(2), 4),
    'frames': ((2, 3, 4), thetas(2, 4), 4),
}


@pytest.mark.parametrize('dtype', [torch.uint8, torch.float32, torch.float64])
@pytest.mark.parametrize('factor', [1, 2, 3])
@pytest.mark.parametrize('kind', KINDS)
def test_boxes_give_what_a_grid_gives(kind, factor, dtype):
    shape, theta, frames = KINDS[kind]
    x, view = pixels(*shape, dtype=dtype), view_of(theta, frames)
    boxes = boxes_inside(view)
    out = sample_boxes(x, boxes, SIZE, factor)
    expected = by_grid(x, view, factor)
    assert out.shape == expected.shape
    torch.testing.assert_close(
        out.float(),
        expected,
        rtol=0,
        atol=2e-3,  # of 255
    )


def test_boxes_at_the_edges_of_the_crop():
    """The outermost samples lie beyond the centres of the border pixels."""
    theta = torch.tensor(
        [[[1.0, 0, 0], [0, 1, 0]], [[0.4, 0, 0.6], [0, 0.3, -0.7]]]
    )
    x, view = pixels(2, 3), view_of(theta)
    boxes = boxes_inside(view)
    torch.testing.assert_close(
        boxes, torch.tensor([[-1.0, -1, 1, 1], [0.2, -1, 1, -0.4]])
    )
    for factor in (1, 8):  # denser than the pixels at 8
        torch.testing.assert_close(
            sample_boxes(x, boxes, SIZE, factor),
            by_grid(x, view, factor),
            rtol=0,
            atol=2e-3,
        )


@pytest.mark.parametrize(
    'change',
    [
        dict(at=(0, 2), by=0.7),  # leaves the crop
        dict(at=(0, 1), by=0.1),  # turned
        dict(at=(1, 1), by=-0.9),  # mirrored
    ],
)
def test_views_that_are_no_boxes_inside(change):
    theta = torch.tensor([[[0.5, 0, 0.1], [0, 0.5, 0]]]).repeat(2, 1, 1)
    family = Affine()
    assert boxes_inside(View(theta, family, CROP)) is not None
    theta[(1, *change['at'])] += change['by']
    assert boxes_inside(View(theta, family, CROP)) is None


def test_a_theta_that_learns_is_sampled_by_a_grid():
    theta = thetas(2).requires_grad_()
    assert boxes_inside(view_of(theta)) is None
    with torch.no_grad():
        assert boxes_inside(view_of(theta)) is not None


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('dtype', [torch.uint8, torch.float32, torch.half])
def test_the_sampler_takes_either_way(kind, dtype, monkeypatch):
    shape, theta, frames = KINDS[kind]
    x = pixels(*shape, dtype=dtype)
    called = []

    def watched(*args):
        called.append(1)
        return sample_boxes(*args)

    monkeypatch.setattr(sampler, 'sample_boxes', watched)
    show = Sampler(supersample=2)
    fast = show(x, view_of(theta, frames), SIZE)
    assert called == [1]
    learns = theta.clone().requires_grad_()
    slow = show(x, view_of(learns, frames), SIZE).detach()
    assert called == [1]
    assert fast.dtype == slow.dtype
    assert fast.dtype == (torch.float32 if dtype == torch.uint8 else dtype)
    atol = 0.25 if dtype == torch.half else 2e-3
    torch.testing.assert_close(fast, slow, rtol=0, atol=atol)


@pytest.mark.parametrize('padding', ['border', 'zeros', 'reflection'])
@pytest.mark.parametrize('shift', [0.0, 0.9, 2.5])
@pytest.mark.parametrize('kind', KINDS)
def test_whole_numbers_are_cut_to_what_is_seen(kind, shift, padding):
    """Also where views leave the crop, in part or wholly."""
    shape, theta, frames = KINDS[kind]
    x = pixels(*shape, dtype=torch.uint8)
    theta = theta.clone()
    theta[..., 0, 2] += shift
    theta[..., 0, 1] = 0.2  # turned
    grid = Affine().grid(theta, SIZE)
    out = sample(x, grid, padding)
    assert out.dtype == torch.float32
    flat, grids = x.float(), grid
    if frames:
        flat = flat.transpose(1, 2).flatten(0, 1)
        grids = (
            grid.flatten(0, 1)
            if grid.dim() == 5
            else grid.repeat_interleave(frames, 0)
        )
    expected = F.grid_sample(
        flat, grids, padding_mode=padding, align_corners=False
    )
    if frames:
        expected = expected.unflatten(0, (-1, frames)).transpose(1, 2)
    torch.testing.assert_close(out, expected, rtol=0, atol=2e-3)


def test_the_part_is_as_small_as_the_view():
    theta = torch.tensor([[[0.25, 0, 0.0], [0, 0.25, 0]]])
    grid = Attention().grid(theta, SIZE)
    part, _ = seen_part(pixels(1, 3), grid)
    rows, columns = part.shape[-2:]
    assert CROP[0] / 4 <= rows <= CROP[0] / 4 + 6
    assert CROP[1] / 4 <= columns <= CROP[1] / 4 + 6


def test_the_gradient_passes_the_cut():
    clip = pixels(2, 3, 4)
    gradients = []
    for cut in (True, False):
        theta = thetas(2, 4).requires_grad_()
        grid = AxisAligned().grid(theta, SIZE)
        if cut:
            out = sample(clip, grid)
        else:
            out = torch.stack(
                [sample(clip[:, :, t], grid[:, t]) for t in range(4)], 2
            )
        (out**2).mean().backward()
        gradients.append(theta.grad)
    torch.testing.assert_close(*gradients, rtol=1e-3, atol=1e-2)


def test_label_maps_stay_whole_numbers():
    labels = torch.randint(0, 5, (2, 1, *CROP), dtype=torch.uint8)
    grid = AxisAligned().grid(thetas(2), SIZE)
    out = sample(labels, grid, mode='nearest')
    expected = sample(labels.float(), grid, mode='nearest')
    assert out.dtype == torch.uint8 and torch.equal(out.float(), expected)


def test_a_graph_is_recorded_without_decisions(monkeypatch):
    monkeypatch.setattr(regions, 'is_recorded', lambda: True)
    assert boxes_inside(view_of(thetas(2))) is None
