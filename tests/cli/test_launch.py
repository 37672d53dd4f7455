from pathlib import Path

import pytest

from stn_action.cli import launch

CONFIG = """
model = dict(type='STNRecognizer2D')
data_root = 'old'
ann_file = 'old.json'
dataset = dict(type='PersonTubeDataset', data_root=data_root,
               ann_file=ann_file, pipeline=[])
train_dataloader = dict(dataset=dataset)
val_dataloader = dict(dataset=dict(type='RepeatDataset', dataset=dataset))
test_dataloader = dict(dataset=dict(type='ConcatDataset', datasets=[dataset]))
"""


@pytest.fixture
def config(tmp_path) -> str:
    path = Path(tmp_path) / 'config.py'
    path.write_text(CONFIG)
    return str(path)


def test_data_root_and_ann_file_reach_the_datasets(config):
    args = launch.test_parser().parse_args(
        [
            config,
            'x.pth',
            '--cfg-options',
            'data_root=new',
            'ann_file=new.json',
        ]
    )
    cfg = launch._load_config(args)
    train = cfg.train_dataloader.dataset
    val = cfg.val_dataloader.dataset.dataset
    test = cfg.test_dataloader.dataset.datasets[0]
    assert [d.data_root for d in (train, val, test)] == ['new'] * 3
    assert [d.ann_file for d in (train, val, test)] == [
        'old.json',
        'old.json',
        'new.json',
    ]


def test_other_options_leave_the_datasets_alone(config):
    args = launch.test_parser().parse_args(
        [config, 'x.pth', '--cfg-options', 'log_level=ERROR']
    )
    assert (
        launch._load_config(args).test_dataloader.dataset.datasets[0].data_root
        == 'old'
    )


def test_part_of_the_data_prefix_reaches_the_datasets(config):
    args = launch.test_parser().parse_args(
        [config, 'x.pth', '--cfg-options', 'data_prefix.video=clips']
    )
    cfg = launch._load_config(args)
    assert cfg.train_dataloader.dataset.data_prefix == dict(video='clips')
