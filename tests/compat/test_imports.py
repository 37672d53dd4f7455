"""importlib_metadata, the missing DRN, pkg_resources, `stn_action::` bases."""

import importlib.metadata
import json
import os
import os.path as osp
import subprocess
import sys

import pytest
from mmengine.config import Config

from stn_action.compat import REPAIRS, config_base, missing_drn, package_lookup

# What a program meets where neither backport nor pkg_resources is installed.
BARE_PYTHON = """
import json, sys
from importlib.machinery import PathFinder
class Hide(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in ('importlib_metadata', 'pkg_resources'):
            return super().find_spec(name, path)
sys.meta_path = [Hide if f is PathFinder else f for f in sys.meta_path]
import stn_action.compat
from mmengine.config import Config
from mmaction.models.localizers import BMN, DRN
found = dict(model=Config.fromfile(sys.argv[1]).model.type)
try:
    DRN()
except ImportError as error:
    found['drn'] = str(error)
import mmaction.utils.dependency
found['lookup'] = mmaction.utils.dependency.distribution.__module__
print(json.dumps(found))
"""


@pytest.fixture(scope='module')
def bare_python(tmp_path_factory) -> dict:
    config = tmp_path_factory.mktemp('bare') / 'config.py'
    config.write_text("_base_ = 'mmaction::_base_/models/tsn_r50.py'\n")
    done = subprocess.run(
        [sys.executable, '-W', 'ignore', '-c', BARE_PYTHON, str(config)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_nothing_is_left_to_repair():
    assert [repair.__name__ for repair in REPAIRS if repair.is_needed()] == []


def test_mmaction_imports_without_importlib_metadata(bare_python):
    assert bare_python['lookup'] == 'importlib.metadata'


def test_mmaction_models_import_without_drn(bare_python):
    assert 'DRN is missing' in bare_python['drn']


def test_mmaction_base_is_found_without_pkg_resources(bare_python):
    assert bare_python['model'] == 'Recognizer2D'


def test_stub_steps_aside_for_the_real_drn(monkeypatch, tmp_path):
    name = 'mmaction.models.localizers.drn'
    monkeypatch.delitem(sys.modules, name)
    assert missing_drn.is_needed()
    real = tmp_path / 'mmaction/models/localizers/drn'
    real.mkdir(parents=True)
    (real / 'drn.py').touch()
    (tmp_path / 'mmaction/__init__.py').touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert not missing_drn.is_needed()


@pytest.mark.parametrize('package', ['mmaction2', 'mmaction', 'mmengine'])
def test_installed_path(package):
    module = sys.modules[package.rstrip('2')]
    assert package_lookup.get_installed_path(package) == osp.dirname(
        module.__file__
    )
    assert package_lookup.is_installed(package)


def test_installed_path_of_no_package():
    assert not package_lookup.is_installed('no-such-package')
    with pytest.raises(
        importlib.metadata.PackageNotFoundError, match='no-such-package'
    ):
        package_lookup.get_installed_path('no-such-package')


@pytest.fixture
def configs(monkeypatch, tmp_path):
    """A folder that takes the place of the project's configs."""
    monkeypatch.setattr(config_base, 'configs_folder', lambda: tmp_path)
    (tmp_path / 'preset.py').write_text("stn = dict(type='X', lr_mult=1)\n")
    return tmp_path


def write_child(folder, base):
    child = folder / 'child.py'
    child.write_text(f'_base_ = {base!r}\nmodel = dict(stn=_base_.stn)\n')
    return child


def test_own_base_is_found_and_has_no_scope(configs, tmp_path):
    cfg = Config.fromfile(write_child(tmp_path, ['stn_action::preset.py']))
    assert cfg.model.to_dict() == dict(stn=dict(type='X', lr_mult=1))


def test_own_base_that_does_not_exist(configs, tmp_path):
    child = write_child(tmp_path, ['stn_action::preset'])
    with pytest.raises(FileNotFoundError, match="'stn_action::preset' was"):
        Config.fromfile(child)


def test_configs_folder_is_the_projects():
    folder = config_base.configs_folder()
    assert folder.is_dir() and folder.name == 'configs'


def test_the_first_import_is_silent(tmp_path):
    """mmcv-lite's warning on what it lacks stood above every output, and from
    Python 3.12 on those of the compiler, where an installer compiled nothing.
    """
    code = 'import stn_action; stn_action.register_all_modules()'
    env = dict(os.environ)
    if sys.version_info >= (3, 12):
        env['PYTHONPYCACHEPREFIX'] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, '-c', code], capture_output=True, text=True, env=env
    )
    assert (done.stdout, done.stderr, done.returncode) == ('', '', 0)
