"""The data sets of configs/_base_ on a small stand-in."""

from pathlib import Path

import pytest
import torch
from mmaction.registry import DATASETS, METRICS
from mmengine.config import Config

from tests.datasets.tube_videos import entry, person_boxes

CONFIGS = Path(__file__).parents[2] / 'configs/_base_/datasets'


def load_config(name, monkeypatch, folder):
    variable = name.partition('_')[0].upper()
    monkeypatch.setenv(f'{variable}_ROOT', str(folder))
    monkeypatch.setenv(f'{variable}_VIDEOS', '.')
    return Config.fromfile(CONFIGS / f'{name}.py')


@pytest.mark.parametrize(
    'name, size',
    [
        ('jhmdb_person_tubes', 112),
        ('jhmdb_person_tubes_wide', 224),
        ('weizmann_person_tubes', 112),
        ('weizmann_person_tubes_wide', 224),
    ],
)
def test_config(data, monkeypatch, name, size):
    data_set = name.partition('_')[0]
    source = Path(data(entry('a.avi', person_boxes())))
    for split in ('fold0_train', 'fold0_val'):
        target = data.folder / f'{data_set}_{split}.json'
        target.write_text(source.read_text())
    config = load_config(name, monkeypatch, data.folder)
    train, val, test = (
        DATASETS.build(config[f'{s}_dataloader'].dataset)
        for s in ('train', 'val', 'test')
    )
    for dataset in (train, val, test):
        packed = dataset[0]
        assert packed['inputs'].shape == (3, 3, size, size)
        assert packed['inputs'].dtype == torch.uint8
    assert not train.test_mode and val.test_mode and test.test_mode
    assert 'gt_instances' in train[0]['data_samples']
    assert 'gt_instances' in val[0]['data_samples']
    # validation is the same every time, noise included
    assert (val[0]['inputs'] == val[0]['inputs']).all()
    metrics = config.val_evaluator
    for metric in metrics if isinstance(metrics, list) else [metrics]:
        METRICS.build(metric)


def test_default_folders(monkeypatch):
    for variable in ('JHMDB_ROOT', 'JHMDB_VIDEOS'):
        monkeypatch.delenv(variable, raising=False)
    config = Config.fromfile(CONFIGS / 'jhmdb_person_tubes.py')
    assert config.data_root == 'data/jhmdb'
    assert config.data_prefix == dict(video='videos')
