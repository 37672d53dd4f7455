"""Rows, totals and JSON of the sweep over MMAction2's configs."""

import contextlib
import importlib
import json
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / 'tools/analysis_tools/zoo_sweep.py'


@pytest.fixture
def script():
    module = importlib.import_module('tools.analysis_tools.zoo_sweep')
    return module


def row(status, modality='rgb', reason=''):
    return dict(
        config='a.py',
        status=status,
        modality=modality,
        reason=reason,
        difference=2e-6,
        seconds=1.0,
    )


ROWS = [
    row('pass'),
    row('pass'),
    row('upstream', reason='RuntimeError:\n no kernel'),
    row('pass', 'flow'),
    row('unfit', 'other', 'audio'),
]


def test_totals_count_rgb_alone(script):
    found = script.totals(ROWS)
    assert (found['rgb_pass'], found['rgb_configs']) == (2, 3)
    assert found['rgb_share'] == 0.6667
    assert found['counts']['other'] == dict(unfit=1)
    lines = script.summary(ROWS).splitlines()
    assert lines[0] == 'RGB Recognizer2D/3D: 2 of 3 pass (66.7%)'
    assert '1 upstream: RuntimeError: no kernel' in lines
    assert '1 unfit: audio' in lines


def test_lines(script):
    assert script.line(ROWS[0]).split() == [
        'pass',
        '1.0',
        's',
        'a.py',
        'scores',
        'differ',
        'by',
        '2.0e-06',
    ]
    assert script.line(ROWS[2]).endswith('a.py  RuntimeError: no kernel')


@pytest.mark.parametrize(
    'status, code', [('pass', 0), ('upstream', 0), ('unfit', 0), ('fail', 1)]
)
def test_run_writes_json_and_says_failure(
    script, monkeypatch, tmp_path, status, code
):
    monkeypatch.setattr(
        script, 'check_config', lambda *args: row(status, reason='x')
    )
    monkeypatch.setattr(script.logging, 'disable', lambda level: None)
    out = tmp_path / 'folder/sweep.json'
    monkeypatch.setattr(
        sys, 'argv', ['zoo_sweep', '--pattern', '*/x3d/*', '--out', str(out)]
    )
    with contextlib.ExitStack() as stack:
        if code:
            stack.enter_context(pytest.raises(SystemExit, match='1'))
        script.main()
    written = json.loads(out.read_text())
    assert [r['status'] for r in written['rows']] == [status] * 2
    assert written['arguments']['pattern'] == '*/x3d/*'
    assert written['versions']['mmaction2'] == '1.2.0'


def test_resume_does_the_rest_and_what_failed(script, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(script.logging, 'disable', lambda level: None)

    def check(path, *args):
        asked.append(path.name)
        name = str(path.relative_to(script.zoo_root()))
        status = 'pass' if len(asked) > 1 else 'fail'
        return {**row(status, reason='x'), 'config': name}

    monkeypatch.setattr(script, 'check_config', check)
    out = str(tmp_path / 'sweep.json')
    for more in (['*/x3d/x3d_m*'], ['*/x3d/*', '--resume']):
        monkeypatch.setattr(
            sys, 'argv', ['zoo_sweep', '--out', out, '--pattern', *more]
        )
        with contextlib.suppress(SystemExit):  # one has failed
            script.main()
    rows = json.loads(Path(out).read_text())['rows']
    assert [r['status'] for r in rows] == ['pass', 'pass']
    assert sorted(Path(r['config']).name for r in rows) == sorted(set(asked))
    assert len(asked) == 3  # the failure again
    script.main()
    assert len(asked) == 3


def test_bad_arguments(script, monkeypatch, capsys):
    monkeypatch.setattr(sys, 'argv', ['zoo_sweep', '--pattern', 'nothing'])
    with pytest.raises(SystemExit, match="matches 'nothing'"):
        script.main()
    monkeypatch.setattr(sys, 'argv', ['zoo_sweep', '--out', 'rows.txt'])
    with pytest.raises(SystemExit):
        script.main()
    assert "give a .json file, not 'rows.txt'" in capsys.readouterr().err
    monkeypatch.setattr(sys, 'argv', ['zoo_sweep', '--resume'])
    with pytest.raises(SystemExit):
        script.main()
    assert 'goes on from --out, but None is' in capsys.readouterr().err
