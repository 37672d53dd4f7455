import json

import pytest

from stn_action.visualization.scalar_log import curve_groups, read_scalars


def write(folder, rows, end=''):
    path = folder / 'vis_data/scalars.json'
    path.parent.mkdir(parents=True)
    path.write_text('\n'.join(map(json.dumps, rows)) + '\n' + end)


def test_resumed_runs_are_joined(tmp_path):
    write(
        tmp_path / '20260101',
        [
            dict(loss=3.0, lr=0.1, iter=1, step=1, time=0.1),
            dict(loss=2.0, lr=0.1, iter=2, step=2, time=0.1),
            {'acc/top1': 0.5, 'step': 1, 'time': 1},
        ],
        end='{"loss": 1., "it',
    )
    write(
        tmp_path / '20260102',
        [
            {'loss': 2.5, 'stn/scale': 0.9, 'iter': 2, 'step': 2},
            {'loss': 1.5, 'stn/scale': 0.8, 'iter': 3, 'step': 3},
        ],
    )
    curves = read_scalars(tmp_path)
    assert curves['train']['loss'] == ([1, 2, 3], [3.0, 2.5, 1.5])
    assert curves['val'] == {'acc/top1': ([1], [0.5])}
    assert set(curves['train']) == {'loss', 'lr', 'stn/scale'}
    groups = curve_groups(curves)
    assert {k: list(v) for k, v in groups.items()} == {
        'loss': ['loss'],
        'learning rate': ['lr'],
        'view (training)': ['stn/scale'],
        'validation': ['acc/top1'],
    }


def test_no_run(tmp_path):
    with pytest.raises(FileNotFoundError, match='no .*scalars.json below'):
        read_scalars(tmp_path)
