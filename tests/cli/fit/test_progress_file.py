import json

import pytest

from stn_action.cli.fit.progress_file import ProgressFile


def test_a_stage_is_done_once(tmp_path):
    path, calls = str(tmp_path / 'w/fit.json'), []

    def work():
        calls.append(1)
        return dict(top1=0.5, pair=(1, 2))

    first = ProgressFile(path, dict(seed=0)).once('test', work)
    again = ProgressFile(path, dict(seed=0)).once('test', work)
    assert first == again == dict(top1=0.5, pair=[1, 2])
    assert len(calls) == 1


def test_a_stage_that_failed_is_done_again(tmp_path):
    progress = ProgressFile(str(tmp_path / 'fit.json'), {})
    with pytest.raises(ZeroDivisionError):
        progress.once('test', lambda: 1 / 0)
    assert progress.once('test', lambda: 3) == 3


def test_other_settings_are_refused(tmp_path):
    path = str(tmp_path / 'fit.json')
    ProgressFile(path, dict(seed=0, val_share=0.25)).once('a', lambda: 1)
    with pytest.raises(ValueError, match=r'--val-share 0\.25, now it is 0\.5'):
        ProgressFile(path, dict(seed=0, val_share=0.5))


@pytest.mark.parametrize('text', ['{', '[]', '{}', 'null'])
def test_another_file_is_refused(tmp_path, text):
    path = tmp_path / 'fit.json'
    path.write_text(text)
    with pytest.raises(ValueError, match='not a file of this tool'):
        ProgressFile(str(path), {})


def test_a_file_of_another_version_is_refused(tmp_path):
    """Before there was a format, a stage and its folder were "recogniser"."""
    path = tmp_path / 'fit.json'
    old = dict(settings={}, results=dict(recogniser='w/recogniser/a.pth'))
    path.write_text(json.dumps(old))
    with pytest.raises(ValueError, match='another version.*give another --wo'):
        ProgressFile(str(path), {})


def test_nothing_is_written_before_a_stage_is_done(tmp_path):
    path = tmp_path / 'fit.json'
    progress = ProgressFile(str(path), {})
    assert not path.exists()
    progress.once('a', lambda: 1)
    assert json.loads(path.read_text())['results'] == dict(a=1)
