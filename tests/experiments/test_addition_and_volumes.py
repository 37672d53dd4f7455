"""The sum of two digits, and digits as solid bodies."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope

from stn_action.experiments.paper.datasets import (
    MNISTAdditionDataset,
    MNISTVolumeDataset,
)
from stn_action.experiments.paper.models import PaperBackbone, VolumeBackbone
from tests.experiments.test_colocalisation import digits  # noqa: F401

ROOT = 'configs/paper'


@pytest.fixture(autouse=True)
def _scope():
    init_default_scope('mmaction')
    np.random.seed(0)


def test_labels_are_sums_of_both_channels(digits, tmp_path):  # noqa: F811
    """Each class has a grey level of its own, which survives distortion."""
    images = np.repeat(np.arange(10), 28 * 28).reshape(10, 28, 28) * 20 + 20
    path = str(tmp_path / 'levels.npz')
    np.savez(
        path,
        x_train=images.astype(np.uint8),
        y_train=np.arange(10),
        x_test=images.astype(np.uint8),
        y_test=np.arange(10),
    )
    data = MNISTAdditionDataset(path, seed=0)
    for k in range(10):
        inputs = data[k]['inputs']
        assert inputs.shape == (1, 2, 42, 42)
        first, second = inputs[0].amax((1, 2)).int() // 20 - 1
        assert first == k
        assert data[k]['data_samples'].gt_label.item() == first + second
        assert torch.equal(inputs, data[k]['inputs'])  # drawn once
    drawn = MNISTAdditionDataset(path)
    assert not torch.equal(drawn[0]['inputs'], drawn[0]['inputs'])


def test_parallel_views_are_joined_along_the_channels():
    torch.manual_seed(0)
    stn = dict(
        localisation=dict(type='PaperLocalisation', layers='fc[8]'),
        transformation='affine',
    )
    net = PaperBackbone(
        'fc[5]', 12, 2, stn=stn, stn_before=(0,), num_parallel=2
    )
    net.init_weights()
    views = net.layers[0]
    x = torch.rand(3, 2, 12, 12)
    joined = views(x)
    assert joined.shape == (3, 4, 12, 12)
    torch.testing.assert_close(joined, torch.cat([x, x], 1))
    assert net(x).shape == (3, 5, 1, 1)
    first, second = (view.stn.localisation for view in views)
    assert first.regressor is not second.regressor
    with pytest.raises(ValueError, match='num_parallel must be 1 or more'):
        PaperBackbone('fc[5]', 12, stn=stn, stn_before=(0,), num_parallel=0)


def test_an_unturned_volume_seen_from_the_front(digits):  # noqa: F811
    data = MNISTVolumeDataset(digits, size=40, max_angle=0.0, max_shift=0.0)
    cube = data[5]['inputs'][0]
    assert cube.shape == (40, 40, 40) and cube.dtype == torch.uint8
    front = torch.zeros(40, 40, dtype=torch.uint8)
    front[6:34, 6:34] = data.digits[5]
    assert torch.equal(cube.amax(0), front)
    depth = (cube.amax((1, 2)) > 0).nonzero().flatten().tolist()
    assert depth == list(range(15, 25))  # a quarter of 40, in the middle


def test_volumes_are_drawn_once_with_a_seed(digits):  # noqa: F811
    data = MNISTVolumeDataset(digits, seed=0)
    assert torch.equal(data[1]['inputs'], data[1]['inputs'])
    turned = data.drawn[..., :3]
    torch.testing.assert_close(
        turned @ turned.mT, torch.eye(3).expand_as(turned)
    )
    drawn = MNISTVolumeDataset(digits)
    assert not torch.equal(drawn[1]['inputs'], drawn[1]['inputs'])


def test_volume_backbones():
    torch.manual_seed(0)
    x = torch.rand(2, 16, 16, 16)
    plain = VolumeBackbone(16, 'fc[5]')
    turned = VolumeBackbone(16, 'fc[5]', stn=dict(kernel_sizes=(5, 3)))
    turned.layers.load_state_dict(plain.layers.state_dict())
    torch.testing.assert_close(plain(x), turned(x), rtol=1e-4, atol=1e-5)
    whole = VolumeBackbone(16, convolutions=(4, 6))
    assert whole(x).shape == (2, whole.out_channels, 1, 1)
    with pytest.raises(ValueError, match='either layers, .* or convolutions'):
        VolumeBackbone(16)


@pytest.mark.parametrize(
    'name, low, high',
    [
        ('addition/fcn', 305_000, 325_000),
        ('addition/cnn', 305_000, 325_000),
        ('addition/st-fcn-affine', 305_000, 325_000),
        ('addition/2x-st-fcn-affine', 305_000, 325_000),
        ('volumes/cnn', 55_000, 60_000),
        ('volumes/cnn3d', 55_000, 60_000),
        ('volumes/st-cnn', 55_000, 60_000),
    ],
)
def test_configs_take_a_step(name, low, high, digits, monkeypatch):  # noqa: F811
    """Networks that are compared have as many parameters."""
    from mmaction.registry import DATASETS, MODELS

    monkeypatch.setenv('STN_MNIST', digits)
    cfg = Config.fromfile(f'{ROOT}/{name}.py')
    model = MODELS.build(cfg.model)
    model.init_weights()
    assert low < sum(p.numel() for p in model.parameters()) < high
    data = DATASETS.build(cfg.train_dataloader.dataset)
    batch = dict(
        inputs=[data[k]['inputs'] for k in range(2)],
        data_samples=[data[k]['data_samples'] for k in range(2)],
    )
    batch = model.data_preprocessor(batch, True)
    loss = model(**batch, mode='loss')['loss_cls']
    loss.backward()
    assert torch.isfinite(loss)
