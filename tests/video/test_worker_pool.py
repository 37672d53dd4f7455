"""Processes that end well, that fail, that die and that hang."""

import builtins
import os
import time

import pytest

from stn_action.video.worker_pool import VideoLost, for_each_video


def run(function, arguments, **options):
    pytest.importorskip('pebble')
    found = {}

    def report(name, result, error):
        found[name] = result, error

    crash = 'died with {exitcode}'
    for_each_video(function, arguments, report, crash, **options)
    return found


def test_results_and_errors():
    found = run(int, dict(good=('7',), bad=('x',)), num_workers=2)
    assert found['good'] == (7, None)
    assert found['bad'][0] is None and isinstance(found['bad'][1], ValueError)


def test_a_process_that_dies_costs_one_video():
    found = run(os._exit, dict(a=(7,), b=(8,)))
    for name, code in (('a', 7), ('b', 8)):
        result, error = found[name]
        assert result is None and isinstance(error, VideoLost)
        assert str(error) == f'died with {code}'


def test_a_video_that_takes_too_long():
    result, error = run(time.sleep, dict(a=(60,)), timeout=0.2)['a']
    assert result is None and isinstance(error, VideoLost)
    assert str(error) == 'it took too long, given up'


def test_an_error_of_the_report_stops_the_processes():
    pytest.importorskip('pebble')

    def report(name, result, error):
        raise OSError('disk full')

    with pytest.raises(OSError, match='disk full'):
        for_each_video(
            time.sleep, {0: (0,), 1: (3600,)}, report, '', num_workers=2
        )  # or the second would be waited for


def test_without_the_library(monkeypatch):
    real = builtins.__import__

    def fake(name, *args, **kwargs):
        if name == 'pebble':
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, '__import__', fake)
    with pytest.raises(ImportError, match=r"pip install -e '\.\[detect"):
        for_each_video(int, dict(a=('7',)), print, '')
