"""What the table of versions says; nothing is installed here."""

import importlib

import pytest

tool = importlib.import_module('tools.analysis_tools.versions_matrix')


@pytest.mark.parametrize(
    'last, said',
    [
        ('12 passed in 3.1s', ': 12 passed in 3.1s'),
        ('=== 1 failed, 11 passed in 3.1s ===', None),
        ('no tests ran', ''),
    ],
)
def test_counts_are_those_of_pytests_last_line(last, said):
    text = f'tests/a.py: 5 passed, but not the end\n{last}\n'
    expected = ': 1 failed, 11 passed in 3.1s' if said is None else said
    assert tool.counts(text) == expected


def test_a_row_for_each_environment_with_its_versions():
    row = dict(
        python='3.9',
        resolution='lowest-direct',
        versions={'torch': '2.6.0', 'numpy': '1.26.0'},
        result='failed: 1 failed',
    )
    assert tool.table([row]).splitlines()[2] == (
        '| 3.9 | lowest-direct | 2.6.0 | 1.26.0 |  |  |  | failed: 1 failed |'
    )


def test_a_missing_uv_is_said_before_anything_is_made(
    monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr(tool.shutil, 'which', lambda name: None)
    with pytest.raises(SystemExit):
        tool.parse_args(['--out', str(tmp_path / 'out')])
    assert 'uv is not there: pip install uv' in capsys.readouterr().err
    assert not (tmp_path / 'out').exists()
