"""The transformer of volumes, by hand, by SciPy and by gradcheck."""

import math

import numpy as np
import pytest
import torch
from scipy.ndimage import map_coordinates
from scipy.spatial.transform import Rotation

from stn_action.transformer.volumetric import (
    Affine3d,
    VolumetricTransformer,
    project,
    sample_volume,
)


def test_starts_at_the_identity():
    volume = torch.rand(2, 1, 16, 16, 16)
    view, theta = VolumetricTransformer(16)(volume)
    torch.testing.assert_close(theta, torch.eye(3, 4).expand(2, 3, 4))
    torch.testing.assert_close(view, volume)


def test_rotation_and_scales_by_scipy():
    family = Affine3d(max_angle=10.0, min_scale=0.01, max_scale=100.0)
    turn = torch.tensor([0.3, -0.2, 0.5], dtype=torch.float64)
    bound = 10 * torch.atanh(turn / 10)
    params = torch.zeros(12, dtype=torch.float64)
    params[3:6] = bound
    expected = Rotation.from_rotvec(turn.numpy()).as_matrix()
    np.testing.assert_allclose(family(params)[:, :3], expected, atol=1e-12)


def test_never_mirrored_and_within_bounds():
    torch.manual_seed(0)
    theta = Affine3d()(30 * torch.randn(2000, 12))
    volume = torch.linalg.det(theta[..., :3])
    assert (volume > 0.5**3 - 1e-4).all() and (volume < 1.5**3 + 1e-3).all()
    assert theta[..., 3].abs().max() <= 1


def test_trilinear_by_scipy():
    rng = np.random.default_rng(0)
    source = rng.uniform(size=(6, 7, 8))
    theta = Affine3d()(torch.tensor(rng.normal(0, 0.2, (1, 12))))
    view = sample_volume(torch.tensor(source)[None, None], theta, (5, 4, 3))
    centres = [(np.arange(n) * 2 + 1) / n - 1 for n in (5, 4, 3)]
    z, y, x = np.meshgrid(*centres, indexing='ij')
    points = np.stack([x, y, z, np.ones_like(x)], -1) @ theta[0].numpy().T
    sizes = np.array([8, 7, 6])
    pixels = ((points + 1) * sizes - 1) / 2
    expected = map_coordinates(
        np.pad(source, 1),
        (pixels[..., ::-1] + 1).reshape(-1, 3).T,
        order=1,
        mode='constant',
    )
    np.testing.assert_allclose(view[0, 0].numpy().ravel(), expected)


def test_a_quarter_turn_and_its_projection_by_hand():
    """A rod along the depth lies along x after a quarter turn about y."""
    volume = torch.zeros(1, 1, 5, 5, 5)
    volume[0, 0, :, 2, 2] = 1
    theta = torch.tensor([[[0.0, 0, 1, 0], [0, 1, 0, 0], [-1, 0, 0, 0]]])
    view = sample_volume(volume, theta, (5, 5, 5))
    rod = torch.zeros(5, 5)
    rod[2] = 1
    torch.testing.assert_close(project(view, 'sum')[0, 0], rod)
    torch.testing.assert_close(project(view, 'max')[0, 0], rod)
    torch.testing.assert_close(project(view, 'mean')[0, 0], rod / 5)
    point = torch.zeros(5, 5)
    point[2, 2] = 5
    torch.testing.assert_close(project(volume, 'sum')[0, 0], point)


def test_gradients():
    torch.manual_seed(0)
    volume = torch.rand(1, 2, 5, 6, 4, dtype=torch.float64)
    params = torch.randn(1, 12, dtype=torch.float64) * 0.3

    def view(volume, params):
        return sample_volume(volume, Affine3d()(params), (3, 4, 3))

    volume.requires_grad_()
    params.requires_grad_()
    assert torch.autograd.gradcheck(view, (volume, params))


def test_it_learns_a_known_turn():
    """Told the upright volume, the network turns it upright."""
    torch.manual_seed(0)
    upright = torch.zeros(1, 1, 16, 16, 16)
    upright[0, 0, 6:10, 2:14, 6:10] = 1
    angle = math.radians(30)
    cos, sin = math.cos(angle), math.sin(angle)
    theta = torch.tensor([[[cos, -sin, 0, 0], [sin, cos, 0, 0], [0, 0, 1, 0]]])
    turned = sample_volume(upright, theta, (16, 16, 16)).repeat(2, 1, 1, 1, 1)
    model = VolumetricTransformer(16)
    optimizer = torch.optim.Adam(model.parameters(), 1e-4)
    losses = []
    for _ in range(40):
        loss = (model(turned)[0] - upright).square().mean()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert losses[-1] < 0.2 * losses[0]


@pytest.mark.parametrize(
    'options, match',
    [
        (dict(size=8), 'size must be 16 voxels or more, got 8'),
        (dict(size=16, projection='top'), "one of .* or None, got 'top'"),
        (
            dict(size=16, transformation=dict(min_scale=2)),
            'scales must satisfy',
        ),
        (
            dict(size=16, transformation=dict(max_shear=0)),
            'max_shear must be positive, got 0',
        ),
    ],
)
def test_bad_options(options, match):
    with pytest.raises(ValueError, match=match):
        VolumetricTransformer(**options)


def test_bad_volumes():
    with pytest.raises(ValueError, match=r'built for volumes .* \(1, 1, 9'):
        VolumetricTransformer(16)(torch.zeros(1, 1, 9, 16, 16))
