"""tools/fit.py from videos to a verdict, on a tiny recogniser."""

import importlib
import json
import os
import re
import shutil
import sys

import pytest

from tests.tools.tiny_persons import write_persons

tool = importlib.import_module('tools.fit')

#: As of tests/tools/tiny_persons.py, for training, without an STN.
BACKBONE = """
_base_ = 'stn_action::own_data/_base_/fine_tuning.py'
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
model = dict(
    type='Recognizer2D',
    backbone=dict(type='mmaction.ResNet', depth=18, pretrained=None),
    cls_head=dict(type='TSNHead', num_classes=9, in_channels=512,
                  average_clips='prob'),
    data_preprocessor=dict(type='ActionDataPreprocessor', mean=[127.],
                           std=[60.], format_shape='NCHW'))
_steps = dict(sample=dict(num_clips=2), crop=dict(size=32))
train_dataloader = dict(batch_size=2, dataset=dict(pipeline=_steps))
val_dataloader = dict(batch_size=2, dataset=dict(pipeline=_steps))
test_dataloader = val_dataloader
"""


@pytest.fixture
def mine(tmp_path):
    """Videos in folders by class, their boxes, and a backbone's config."""
    write_persons(tmp_path)
    content = json.loads((tmp_path / 'ann.json').read_text())
    for entry in content['data_list']:
        name = f'{content["metainfo"]["classes"][entry["label"]]}/'
        name += entry['filename']
        (tmp_path / 'videos' / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(tmp_path / entry['filename'], tmp_path / 'videos' / name)
        entry['filename'] = name
        del entry['label']  # the folders say it
    (tmp_path / 'ann.json').write_text(json.dumps(content))
    (tmp_path / 'backbone.py').write_text(BACKBONE)
    return tmp_path


def command(folder, *more) -> list:
    return [
        *('--videos', str(folder / 'videos'), '--labels', 'folder'),
        *('--boxes', str(folder / 'ann.json')),
        *('--backbone', str(folder / 'backbone.py')),
        *('--work-dir', str(folder / 'w'), '--num-workers', '0'),
        *('--epochs', '1', '--iters', '1', '--val-share', '0.34'),
        *('--front-end', 'train'),
        *more,
    ]


@pytest.fixture(autouse=True)
def no_weights(monkeypatch):
    monkeypatch.delenv('EFFICIENTNET_LITE0', raising=False)


def test_from_videos_to_a_verdict_and_on_after_a_stop(
    mine, capfd, monkeypatch
):
    # As in a shell: pytest's own sys.stdout passes the descriptors by.
    for number, name in ((1, 'stdout'), (2, 'stderr')):
        monkeypatch.setattr(sys, name, os.fdopen(number, 'w', closefd=False))
    tool.main(command(mine))
    out = capfd.readouterr().out
    assert 'mmengine' not in out and len(out.splitlines()) < 40
    assert '4 clips of 4 videos for training, 2 of 2 to test on' in out
    for name in ('without STN', 'with STN', 'equal cost, '):
        assert f'\n{name}' in out
    assert 'Take "' in out
    for name in ('recognizer', 'front_end', 'equal_cost', 'refocus'):
        assert (mine / f'w/configs/{name}.py').is_file()
    page = (mine / 'w/report.html').read_text()
    # the page and the table speak of the same two variants
    for name in ('without STN', 'with STN'):
        (top1,) = re.findall(rf'^{name} +(\S+)', out, re.M)
        assert f'<b>{top1}</b><span>top-1 {name}' in page
    # the boxes are all that is known: they are not measured by themselves
    assert 'IoU of the box' not in page and 'all that is known' in page
    assert 'No true box is known of these clips' in page
    assert 'tools/infer.py' in out and '--detector hog' in out
    assert 'mmengine' in (mine / 'w/log.txt').read_text()

    # A second time nothing is trained, and the end is the same.
    checkpoint = mine / 'w/recognizer/epoch_1.pth'
    before = checkpoint.stat().st_mtime_ns
    tool.main(command(mine))
    again = capfd.readouterr().out
    assert checkpoint.stat().st_mtime_ns == before
    assert 'training the' not in again and 'testing' not in again
    assert again[again.index('report:') :] == out[out.index('report:') :]
    with pytest.raises(SystemExit, match='--seed 0, now it is 1'):
        tool.main(command(mine, '--seed', '1'))


def test_the_released_front_end_needs_no_training(mine, capfd):
    args = tool.parse_args(command(mine, '--front-end', 'released'))
    assert args.front_end == tool.parse_args(command(mine)[:-2]).front_end
    tool.main(command(mine, '--front-end', 'released', '--dry-run'))
    assert 'localisation network' not in capfd.readouterr().out


def test_a_dry_run_writes_nothing(mine, capfd):
    tool.main(command(mine, '--dry-run'))
    out = capfd.readouterr().out
    assert '6 videos of 2 classes: run, walk' in out
    assert out.count('to do ') == 5 and 'done' not in out
    assert not (mine / 'w').exists()


@pytest.mark.parametrize(
    'more, message',
    [
        (['--labels', 'gone.txt'], "gone.txt: expected 'folder', or a file"),
        (['--front-end', 'gone.pth'], 'gone.pth: expected .released.'),
        (['--videos', 'gone'], 'gone: no video in this folder'),
    ],
)
def test_what_is_wrong_is_one_line(mine, more, message):
    with pytest.raises(SystemExit, match=message) as end:
        tool.main(command(mine, *more))
    assert '\n' not in str(end.value)


def test_boxes_of_other_videos(mine):
    content = json.loads((mine / 'ann.json').read_text())
    for entry in content['data_list']:
        entry['filename'] = 'elsewhere/' + entry['filename']
    (mine / 'ann.json').write_text(json.dumps(content))
    with pytest.raises(SystemExit, match='none of its videos .such as else'):
        tool.main(command(mine))
