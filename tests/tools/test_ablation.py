"""Variants and seeds on small videos, as a user trains them."""

import importlib
import json
from pathlib import Path

import pytest

from tests.tools.tiny_persons import write_persons

SCRIPT = Path(__file__).parents[2] / 'tools/analysis_tools/ablation.py'

TRAINING = """
_base_ = 'config.py'
model = dict(
    _delete_=True, type='STNRefocuser', stn={{_base_.model.stn}},
    data_preprocessor={{_base_.model.data_preprocessor}})
train_dataloader = dict(
    batch_size=3, num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset={{_base_.test_dataloader.dataset}})
val_dataloader = {{_base_.test_dataloader}}
val_evaluator = dict(type='ViewIoUMetric')
train_cfg = dict(type='IterBasedTrainLoop', max_iters=2, val_interval=2)
val_cfg = dict(type='ValLoop')
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01))
default_hooks = dict(checkpoint=None)
test_dataloader = None
"""


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.analysis_tools.ablation')
    return module


def test_runs_are_kept_and_divergence_is_counted(script, tmp_path, capsys):
    write_persons(tmp_path)
    (tmp_path / 'training.py').write_text(TRAINING)
    out = tmp_path / 'out'
    argv = [
        str(tmp_path / 'training.py'),
        '--out',
        str(out),
        '--seeds',
        '3',
        '--cfg-options',
        'randomness.seed={seed}',
        '--variant',
        'plain',
        '--variant',
        'far too fast',
        'optim_wrapper.optimizer.lr=1e38',
    ]
    script.main(argv)
    runs = script.read_runs(out / 'runs.jsonl')
    assert [run['variant'] for run in runs] == ['plain', 'far too fast']
    metrics = runs[0]['metrics']
    assert set(metrics) == {'refocus/box_iou', 'refocus/view_iou'}
    assert 0.2 < metrics['refocus/box_iou'] < 0.9
    assert runs[0]['options'] == ['randomness.seed=3']
    assert runs[1]['metrics'] is None
    log = (out / 'runs.jsonl').read_text()
    script.main([*argv, '--variant', 'again'])
    assert (out / 'runs.jsonl').read_text().startswith(log)
    assert len(script.read_runs(out / 'runs.jsonl')) == 3
    table = (out / 'table.md').read_text()
    assert '| far too fast | 1 |  |  | 1 | 0 |' in table
    assert table in capsys.readouterr().out


def test_other_options_under_an_old_name(script, tmp_path):
    run = dict(variant='a', seed=0, minutes=1.0, metrics=None, options=['x=1'])
    (tmp_path / 'runs.jsonl').write_text(json.dumps(run) + '\n')
    with pytest.raises(
        SystemExit,
        match=r"options \['x=1'\], and now they are"
        r" \['x=2'\]: give the variant another name",
    ):
        script.main(
            [
                'c.py',
                '--out',
                str(tmp_path),
                '--seeds',
                '0',
                '--variant',
                'a',
                'x=2',
            ]
        )


def test_table_by_hand(script):
    runs = [
        dict(
            variant='a', seed=0, minutes=1.0, metrics={'refocus/view_iou': 0.6}
        ),
        dict(
            variant='a', seed=1, minutes=2.0, metrics={'refocus/view_iou': 0.1}
        ),
        dict(variant='b', seed=0, minutes=0.5, metrics=None),
    ]
    assert script.table(runs, collapse=0.2).splitlines()[2:] == [
        '| a | 2 | 0.350 (0.100 to 0.600) | 0 | 1 | 1.5 |',
        '| b | 1 |  | 1 | 0 | 0.5 |',
    ]


def test_names_must_differ(script, capsys):
    with pytest.raises(SystemExit):
        script.main(['c.py', '--out', 'x', '--variant', 'a', '--variant', 'a'])
    assert 'two variants of the same name' in capsys.readouterr().err
