"""What a run prints, and what its log file has in addition."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from mmengine.logging import MMLogger

from stn_action.cli.config_file import read_config
from tests.tools.tiny_persons import write_persons

ROOT = Path(__file__).parents[2]
TEST = """
test_cfg = dict(type='TestLoop')
test_evaluator = dict(type='AccMetric')
"""


def test_the_long_announcements_are_in_the_file_alone(tmp_path):
    write_persons(tmp_path)
    with open(tmp_path / 'config.py', 'a') as file:
        file.write(TEST)
    done = subprocess.run(
        [sys.executable, str(ROOT / 'tools/test.py'), 'config.py']
        + ['checkpoint.pth', '--work-dir', 'run'],
        cwd=tmp_path,
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert 'acc/top1: ' in done.stdout
    assert len(done.stdout.splitlines()) < 12, done.stdout
    (file,) = (tmp_path / 'run').glob('*/*.log')
    assert f'environment, config and hooks: {file}' in done.stdout
    text = file.read_text()
    for word in ('System environment', 'Config:', 'Hooks will be', 'acc/top'):
        assert word in text
    # nor a warning of another package
    assert done.stderr == ''


def test_nor_does_a_tool_without_a_runner_print_them(tmp_path):
    write_persons(tmp_path)
    read_config(str(tmp_path / 'config.py'))
    [screen] = [
        handler
        for handler in MMLogger.get_current_instance().handlers
        if type(handler) is logging.StreamHandler
    ]
    for text, shown in (
        ('"FileClient" will be deprecated in future.', False),
        ('the checkpoint is of another model', True),
    ):
        record = logging.LogRecord('', logging.WARNING, '', 0, text, (), None)
        assert bool(screen.filter(record)) == shown
