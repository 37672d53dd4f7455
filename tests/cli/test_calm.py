"""What is on the screen and what is in the log file."""

import os
import subprocess
import sys

import pytest

from stn_action.cli.calm import CalmScreen


def test_all_but_its_own_lines_goes_to_the_file(tmp_path, capfd):
    log = tmp_path / 'logs/log.txt'
    with CalmScreen(str(log)) as screen:
        os.write(1, b'of a C library\n')
        os.write(2, b'an error\n')
        subprocess.run([sys.executable, '-c', 'print("of a child")'])
        screen.say('of the [tool]')
    os.write(1, b'after it\n')
    out, err = capfd.readouterr()
    assert out == 'of the [tool]\nafter it\n' and err == ''
    text = log.read_text()
    assert text == 'of a C library\nan error\nof a child\n'


def test_a_bar_is_one_line_where_there_is_no_terminal(tmp_path, capfd):
    log = str(tmp_path / 'log.txt')
    with CalmScreen(log) as screen, screen.bar('counting') as bar:
        bar.total(3)
        for _ in range(2):
            bar.step()
    lines = capfd.readouterr().out.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith('counting') and '100%' in lines[0]


def test_an_error_names_the_file_and_gives_the_screen_back(tmp_path, capfd):
    def fail(screen):
        os.write(1, b'hidden\n')
        raise ValueError('wrong')

    log = tmp_path / 'log.txt'
    with pytest.raises(ValueError, match='wrong'):
        CalmScreen(str(log)).run(fail)
    os.write(1, b'back\n')
    out = capfd.readouterr().out
    assert str(log) in out and 'hidden' not in out
    assert out.endswith('back\n')


def test_without_redirection_everything_is_shown(tmp_path, capfd):
    log = tmp_path / 'log.txt'
    with CalmScreen(str(log), redirect=False):
        os.write(1, b'shown\n')
    assert capfd.readouterr().out == 'shown\n'
    assert not log.exists()


def test_warnings_go_to_the_file(tmp_path):
    log = tmp_path / 'log.txt'
    code = (
        'import warnings\n'
        'from stn_action.cli.calm import CalmScreen\n'
        f'with CalmScreen({str(log)!r}) as screen:\n'
        '    warnings.warn("deprecated")\n'
        '    screen.say("calm")\n'
    )
    done = subprocess.run(
        [sys.executable, '-c', code], capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ('calm\n', '')
    assert 'UserWarning: deprecated' in log.read_text()
