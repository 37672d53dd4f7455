"""Every config of the paper builds, and its model runs a step."""

import glob
import os.path as osp
import re

import numpy as np
import pytest
import torch
from mmaction.registry import DATASETS, MODELS, TRANSFORMS
from mmaction.structures import ActionDataSample
from mmengine import Config
from mmengine.registry import init_default_scope

ROOT = osp.join(osp.dirname(__file__), '../../configs/paper')
MNIST = sorted(glob.glob(osp.join(ROOT, 'mnist/*.py')))
SVHN = sorted(
    glob.glob(osp.join(ROOT, 'svhn/*.py'))
    + glob.glob(osp.join(ROOT, 'house_numbers/*.py'))
)
ROWS = ('r', 'rts', 'e', 'p', 'tc')


@pytest.fixture(autouse=True)
def default_scope():
    init_default_scope('mmaction')


def num_params(path):
    model = MODELS.build(Config.fromfile(path).model)
    return sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize('row', ROWS)
def test_the_networks_of_a_row_are_of_one_size(row):
    """Within 10 %, as the table promises."""
    sizes = [num_params(path) for path in MNIST if path.endswith(f'_{row}.py')]
    assert len(sizes) == 6
    assert max(sizes) <= 1.1 * min(sizes)


@pytest.mark.parametrize('row', ROWS)
def test_a_row_distorts_as_it_says(row):
    for path in MNIST:
        if path.endswith(f'_{row}.py'):
            cfg = Config.fromfile(path)
            for loader in (cfg.train_dataloader, cfg.val_dataloader):
                assert loader.dataset.distortion == row.upper()


@pytest.mark.parametrize('name', ['cnn_r', 'st-cnn-tps_r', 'st-fcn-affine_tc'])
def test_an_mnist_model_takes_its_data(name, tmp_path):
    cfg = Config.fromfile(osp.join(ROOT, f'mnist/{name}.py'))
    path = str(tmp_path / 'mnist.npz')
    np.savez(path, x_test=np.zeros((2, 28, 28), np.uint8), y_test=np.arange(2))
    cfg.val_dataloader.dataset.data_path = path
    data = DATASETS.build(cfg.val_dataloader.dataset)
    assert torch.isfinite(step(cfg, [data[0], data[1]]))


@pytest.mark.parametrize('path', [p for p in SVHN if '_64' in p])
def test_svhn_models_run(path):
    cfg = Config.fromfile(path)
    cfg.model.backbone.layers = re.sub(
        r'fc\[\d+]', 'fc[16]', cfg.model.backbone.layers
    )
    cfg.model.cls_head.in_channels = 16
    inputs = torch.randint(0, 255, (1, 3, 64, 64))
    sample = dict(
        inputs=inputs,
        data_samples=ActionDataSample().set_gt_label([1, 2, 10, 10, 10]),
    )
    assert torch.isfinite(step(cfg, [sample, sample]))


def step(cfg, samples):
    model = MODELS.build(cfg.model)
    model.init_weights()
    data = model.data_preprocessor(
        dict(
            inputs=[s['inputs'] for s in samples],
            data_samples=[s['data_samples'] for s in samples],
        )
    )
    return model(**data, mode='loss')['loss_cls']


def test_loose_crops_are_twice_as_wide_and_shifted():
    cfg = Config.fromfile(osp.join(ROOT, 'svhn/st-cnn-single_128.py'))
    crop = TRANSFORMS.build(cfg.train_dataloader.dataset.pipeline.crop)
    assert (crop.size, crop.context, crop.seed) == (128, 2.6, None)
    crop = TRANSFORMS.build(cfg.val_dataloader.dataset.pipeline.crop)
    assert crop.shift > 0 and crop.seed == 0
    assert cfg.model.stn.localisation.size == 128
