import argparse
import os
import subprocess
import sys

import pytest

from stn_action.cli.errors import add_debug_flag, report_item, run_tool


def parse(*argv):
    parser = argparse.ArgumentParser()
    add_debug_flag(parser)
    return parser.parse_args(argv)


def fail(error):
    def run(args):
        raise error

    return run


@pytest.mark.parametrize(
    'error, line',
    [
        (
            ValueError('a.txt, line 3:\n  no number'),
            'a.txt, line 3: no number',
        ),
        (FileNotFoundError(2, 'No such file', 'a'), 'a: No such file'),
        (KeyError('boxes'), "KeyError: 'boxes'"),
        (MemoryError(), 'MemoryError'),
    ],
)
def test_one_line_and_exit_code_one(error, line):
    with pytest.raises(SystemExit) as stop:
        run_tool(fail(error), parse())
    assert str(stop.value.code).endswith(line)
    assert '\n' not in stop.value.code


def test_debug_shows_the_error_itself():
    with pytest.raises(KeyError):
        run_tool(fail(KeyError('boxes')), parse('--debug'))


@pytest.mark.parametrize('left_out', [None, 0])
def test_all_is_well(left_out):
    run_tool(lambda args: left_out, parse())


def test_something_was_left_out(capsys):
    report_item('a.mp4', ValueError('damaged'))
    report_item('b.mp4', ValueError('b.mp4: empty'))
    assert capsys.readouterr().err.splitlines() == [
        'left out: a.mp4: damaged',
        'left out: b.mp4: empty',
    ]
    with pytest.raises(SystemExit) as stop:
        run_tool(lambda args: 2, parse())
    assert stop.value.code == 1


def test_stopped_by_the_user():
    with pytest.raises(SystemExit) as stop:
        run_tool(fail(KeyboardInterrupt()), parse())
    assert stop.value.code == 130


NAMES = """
from argparse import Namespace
from stn_action.cli.errors import report_item, run_tool
def run(args):
    print('h\\xfcpfen/\\udcff.mp4: done')
    report_item('h\\xfcpfen.mp4', ValueError('damaged'))
    raise ValueError('h\\xfcpfen')
run_tool(run, Namespace())
"""


def test_names_that_the_terminal_cannot_show():
    """A name in another writing is no error of the run."""
    done = subprocess.run(
        [sys.executable, '-c', NAMES],
        env={**os.environ, 'PYTHONIOENCODING': 'ascii'},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == 'h\\xfcpfen/\\udcff.mp4: done\n'
    assert done.stderr.splitlines() == [
        'left out: h\\xfcpfen.mp4: damaged',
        'h\\xfcpfen',
    ]
