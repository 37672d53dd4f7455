"""A few hundred damaged files; tools/analysis_tools/fuzz_readers.py does
thousands."""

import importlib
import time

import pytest

from stn_action.formats import conversion
from stn_action.formats.fuzzing import KINDS, judge, run_case


@pytest.mark.parametrize('kind', KINDS)
def test_damaged_files(kind, tmp_path):
    wrong = []
    for seed in range(35):
        verdict = run_case(kind, seed, str(tmp_path / 'case'))
        line = judge.describe(verdict, kind, seed)
        wrong += [line] if line else []
    assert not wrong, '\n'.join(wrong)


def outcomes(tmp_path, kind='mot', cases=40, limit=30.0):
    return [
        run_case(kind, seed, str(tmp_path / 'case'), limit).outcome
        for seed in range(cases)
    ]


def test_finds_a_reader_that_shifts_boxes(tmp_path, monkeypatch):
    """The fuzzing itself can fail: readers with one fault each."""
    whole = conversion.READERS['mot']

    def shifted(path, left_out):
        metainfo, entries = whole(path, left_out=left_out)
        for entry in entries:
            entry['boxes'][-1][0] += 1
        return metainfo, entries

    monkeypatch.setitem(conversion.READERS, 'mot', shifted)
    assert 'wrong' in outcomes(tmp_path)


def test_finds_a_reader_that_loses_boxes(tmp_path, monkeypatch):
    whole = conversion.READERS['mot']

    def lossy(path, left_out):
        metainfo, entries = whole(path, left_out=left_out)
        return metainfo, entries[1:]

    monkeypatch.setitem(conversion.READERS, 'mot', lossy)
    assert 'wrong' in outcomes(tmp_path)


def test_finds_tracebacks_and_hangs(tmp_path, monkeypatch):
    def broken(path, left_out):
        return left_out['a']

    monkeypatch.setitem(conversion.READERS, 'mot', broken)
    assert set(outcomes(tmp_path, cases=3)) == {'traceback'}
    monkeypatch.setitem(
        conversion.READERS, 'mot', lambda path, left_out: time.sleep(9)
    )
    assert outcomes(tmp_path, cases=1, limit=0.1) == ['hang']


def test_the_tool(capsys):
    tool = importlib.import_module('tools.analysis_tools.fuzz_readers')
    tool.main(['--cases', '8', '--only', 'mot', 'cvat', '--seed', '5'])
    assert '8 cases, seeds from 5: 0 not right' in capsys.readouterr().out
    with pytest.raises(SystemExit, match='--only x: expected some of'):
        tool.main(['--only', 'x'])
