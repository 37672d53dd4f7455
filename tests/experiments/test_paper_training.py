"""The paper's experiments end to end: config, data, training, error."""

import os.path as osp

import numpy as np
import pytest
from mmengine import Config
from mmengine.runner import Runner

from stn_action.experiments.paper.datasets.house_numbers import (
    write_house_numbers,
)

CONFIGS = osp.join(osp.dirname(__file__), '../../configs/paper')


def images_and_labels(count=20):
    rng = np.random.default_rng(0)
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 4:24, 6:22] = rng.integers(0, 255, (count, 20, 16), np.uint8)
    return images, np.arange(count) % 10


def run(config, tmp_path):
    cfg = Config.fromfile(osp.join(CONFIGS, config))
    cfg.merge_from_dict(
        dict(
            work_dir=str(tmp_path / 'work'),
            train_cfg=dict(max_iters=2, val_interval=2),
            experiment_name=config.replace('/', '_')[:-3],
        )
    )
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        loader.update(batch_size=4, num_workers=0, persistent_workers=False)
    runner = Runner.from_cfg(cfg)
    runner.train()
    return runner.message_hub


@pytest.mark.parametrize('name', ['cnn_r', 'st-cnn-projective_e'])
def test_mnist(name, tmp_path, monkeypatch):
    images, labels = images_and_labels()
    np.savez(
        tmp_path / 'mnist.npz',
        x_train=images,
        y_train=labels,
        x_test=images,
        y_test=labels,
    )
    monkeypatch.setenv('STN_MNIST', str(tmp_path / 'mnist.npz'))
    hub = run(f'mnist/{name}.py', tmp_path)
    assert 0 <= hub.get_scalar('val/acc/top1').current() <= 1


@pytest.mark.parametrize(
    'name', ['cnn_64', 'st-cnn-single_128', 'st-cnn-multi_64']
)
def test_house_numbers(name, tmp_path, monkeypatch):
    pytest.importorskip('h5py')
    ground = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
    for split in ('train', 'test'):
        write_house_numbers(
            str(tmp_path / split),
            6,
            *images_and_labels(),
            [ground],
            np.random.default_rng(1),
        )
    monkeypatch.setenv('STN_SVHN', str(tmp_path))
    hub = run(f'house_numbers/{name}.py', tmp_path)
    error = hub.get_scalar('val/svhn/number_error').current()
    assert 0 <= error <= 100
