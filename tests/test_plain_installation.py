"""What an extra brings is out of reach, what the project brings is not."""

import subprocess
import sys
from importlib.metadata import requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import plain_installation
from tests.plain_installation import brought_by, hidden_modules


def run(tmp_path, code: str):
    script = tmp_path / 'script.py'
    script.write_text(code)
    (tmp_path / 'neighbour.py').write_text('')
    helper = plain_installation.__file__
    return subprocess.run(
        [sys.executable, helper, str(script), 'argument'],
        capture_output=True,
        text=True,
    )


def test_extras_are_hidden_and_requirements_are_not():
    hidden = hidden_modules()
    assert {'pytest', 'timm', 'onnx', 'av', 'tensorboard'} <= hidden
    # scipy and einops come with MMAction2; cv2 and numpy are named.
    plain = {'stn_action', 'mmaction', 'scipy', 'einops', 'cv2', 'numpy'}
    assert not plain & hidden


def test_every_requirement_is_followed():
    named = {
        canonicalize_name(each.name)
        for each in map(Requirement, requires('stn_action'))
        if each.marker is None or each.marker.evaluate(dict(extra=''))
    }
    plain = brought_by('stn_action')
    assert named <= plain and 'timm' not in plain
    assert brought_by('stn_action', 'timm') >= plain | {'timm'}


def test_script_runs_with_its_arguments_and_neighbours(tmp_path):
    done = run(
        tmp_path,
        'import sys, neighbour, stn_action.tubes\n'
        'assert __name__ == "__main__"\n'
        'print(sys.argv[1:])\n',
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "['argument']\n"


def test_script_misses_an_extra_as_where_there_is_none(tmp_path):
    done = run(
        tmp_path,
        'import importlib.util\n'
        'assert importlib.util.find_spec("onnx") is None\n'
        'import timm\n',
    )
    assert "ModuleNotFoundError: No module named 'timm'" in done.stderr
