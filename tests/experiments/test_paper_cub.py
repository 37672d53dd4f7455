"""CUB-200-2011's layout, and its configs end to end on a tiny folder."""

import os.path as osp

import cv2
import numpy as np
import pytest
import torch
from mmaction.registry import MODELS
from mmengine import Config
from mmengine.dataset import Compose
from mmengine.registry import init_default_scope

from stn_action.datasets.named_pipeline import pipeline_steps
from stn_action.experiments.paper.datasets import CUBDataset, LoadImageAsClip

CONFIGS = osp.join(osp.dirname(__file__), '../../configs/paper/cub')


@pytest.fixture
def folder(tmp_path):
    names = [
        '001.Albatross/A_1.jpg',
        '001.Albatross/A_2.jpg',
        '200.Yellowthroat/Y 1.jpg',
    ]
    rng = np.random.default_rng(0)
    for name in names:
        path = tmp_path / 'images' / name
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), rng.integers(0, 255, (90, 120, 3), np.uint8))
    for file, values in (
        ('images', names),
        ('image_class_labels', (1, 1, 200)),
        ('train_test_split', (1, 0, 1)),
    ):
        lines = [f'{i + 1} {value}' for i, value in enumerate(values)]
        (tmp_path / f'{file}.txt').write_text('\n'.join(lines) + '\n')
    return tmp_path


def test_splits_labels_and_files(folder):
    train = CUBDataset(str(folder), pipeline=[])
    test = CUBDataset(str(folder), 'test', pipeline=[])
    assert [train[i]['label'] for i in range(len(train))] == [0, 199]
    assert [test[i]['label'] for i in range(len(test))] == [0]
    assert test[0]['filename'].endswith('images/001.Albatross/A_2.jpg')
    assert osp.exists(train[1]['filename'])


def test_an_image_is_a_clip_of_one_frame(folder):
    sample = LoadImageAsClip().transform(
        dict(CUBDataset(str(folder), pipeline=[])[0])
    )
    assert sample['imgs'][0].shape == (90, 120, 3)
    assert sample['img_shape'] == sample['original_shape'] == (90, 120)


def test_missing_files_are_explained(folder):
    with pytest.raises(FileNotFoundError, match='folder CUB_200_2011'):
        CUBDataset(str(folder / 'images'), pipeline=[])
    with pytest.raises(FileNotFoundError, match='missing or damaged'):
        LoadImageAsClip().transform(dict(filename='nowhere.jpg'))
    with pytest.raises(ValueError, match="got 'val'"):
        CUBDataset(str(folder), 'val', pipeline=[])


@pytest.mark.parametrize(
    'name, size, views',
    [
        ('cnn_resnet50_224', 224, 1),
        ('st-cnn-2x_resnet50_448', 448, 2),
        ('st-cnn-4x_resnet50_448', 448, 4),
    ],
)
def test_configs_run(folder, name, size, views):
    """With ResNet-18 at random for ResNet-50."""
    init_default_scope('mmaction')
    cfg = Config.fromfile(osp.join(CONFIGS, f'{name}.py'))
    cfg.model.backbone = dict(type='torchvision.resnet18', pretrained=False)
    cfg.model.cls_head.in_channels = views * 512
    dataset = CUBDataset(str(folder), pipeline=[])
    steps = pipeline_steps(cfg.train_dataloader.dataset.pipeline)
    sample = Compose(steps)(dataset[0])
    assert sample['inputs'].shape == (1, 3, size, size)
    model = MODELS.build(cfg.model).eval()
    data = model.data_preprocessor(
        dict(
            inputs=[sample['inputs']] * 2,
            data_samples=[sample['data_samples']] * 2,
        )
    )
    with torch.no_grad():
        assert torch.isfinite(model(**data, mode='loss')['loss_cls'])
        out = model(**data, mode='predict')
    assert out[0].pred_score.shape == (200,)
