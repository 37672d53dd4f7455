"""``python -m stn_action.doctor``."""

import sys
import types

import pytest

from stn_action import doctor


def test_says_versions_decoders_speed_and_what_a_missing_part_gives(
    monkeypatch, capsys
):
    monkeypatch.setitem(sys.modules, 'gradio', None)  # as if missing
    monkeypatch.setattr(doctor, 'NEEDED', (('numpy', 'numpy'),))
    assert doctor.main([]) == 0
    text = capsys.readouterr().out
    import numpy

    assert f'numpy             {numpy.__version__}' in text
    for word in ('decord', 'B-frames', 'bfloat16 unit:', 'GPU'):
        assert word in text
    after = text.partition('the web page, tools/demo_app.py')[2]
    assert after.split('\n')[1].strip() == (
        "missing: pip install -e '.[demo]'"
    )
    assert text.endswith('Nothing that is needed is missing.\n')


def test_a_needed_part_that_is_missing_is_an_error(monkeypatch, capsys):
    monkeypatch.setattr(doctor, 'NEEDED', (('numpy', 'no_such_module'),))
    assert doctor.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        'numpy: missing. Run: pip install -e .'
    )


@pytest.mark.parametrize(
    'source, wrong',
    [
        ("raise ImportError('libGL.so: no\\nsuch file')",
         'ImportError: libGL.so: no'),
        ('import a_part_of_it', 'needs the module a_part_of_it, which is '
         'missing'),
    ],
)  # fmt: skip
def test_a_part_that_does_not_load_is_told_from_a_missing_one(
    source, wrong, tmp_path, monkeypatch
):
    (tmp_path / 'half_installed.py').write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert doctor.load('half_installed') == (None, wrong)
    assert doctor.load('not_there_at_all') == (None, 'missing')


def test_two_builds_of_mmcv_are_named(monkeypatch):
    monkeypatch.setattr(doctor, '_installed', lambda name: '2.1.0')
    monkeypatch.setitem(
        sys.modules, 'mmcv', types.SimpleNamespace(__version__='2.1.0')
    )
    line = doctor._mmcv([])
    assert line.startswith('mmcv and mmcv-lite')
    assert 'never uninstall one' in line
