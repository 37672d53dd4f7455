"""Every order of imports ends with the classes registered."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CHECK = """
from mmaction.registry import MODELS
assert MODELS.get('STNRecognizer2D') is not None
assert MODELS.get('STNRecognizer3D') is not None
"""

ORDERS = {
    'this package, the call, mmaction': 'import stn_action; '
    'stn_action.register_all_modules(); import mmaction.models',
    'mmaction, this package, the call twice': 'import mmaction, stn_action; '
    'stn_action.register_all_modules(); stn_action.register_all_modules()',
    'mmengine, then a config': 'from mmengine import Config; '
    'Config.fromstring("custom_imports = dict(imports=[\'stn_action\'])", '
    '".py")',
    'the core, the call': 'import stn_action.transformer; '
    'stn_action.register_all_modules()',
    'mmengine, then this package': 'import mmengine, stn_action',
    'a room of it alone': 'import stn_action.models',
}

BASE = """
import sys
from mmengine.config import Config
cfg = Config.fromfile(sys.argv[1])
assert cfg.stn.type == 'SpatialTransformer'
"""


@pytest.mark.parametrize('order', ORDERS)
def test_classes_are_registered(order):
    _run(ORDERS[order] + CHECK)


def test_nothing_is_registered_early():
    """Nor does anything wait for mmaction: no hook on imports."""
    _run(
        'import sys; finders = list(sys.meta_path)\n'
        'import stn_action\n'
        'assert not {"mmaction", "mmengine", "mmcv"} & set(sys.modules)\n'
        'assert sys.meta_path == finders'
    )


@pytest.mark.parametrize(
    'first',
    [
        'import stn_action\nstn_action.register_all_modules()',
        'import mmengine\nimport stn_action',
        'import stn_action.apis',
    ],
)
def test_a_base_of_this_package_is_found_after_the_call(first, tmp_path):
    config = tmp_path / 'config.py'
    config.write_text("_base_ = 'stn_action::_base_/stn/BASE'\n")
    presets = ROOT / 'configs/_base_/stn'
    preset = sorted(presets.glob('attention*.py'))[-1].name
    config.write_text(config.read_text().replace('BASE', preset))
    _run(first + BASE, str(config))


def test_a_base_without_the_call_is_the_error_of_the_faq(tmp_path):
    """MMEngine's own: this package is not asked before it is registered."""
    config = tmp_path / 'config.py'
    config.write_text("_base_ = 'stn_action::_base_/stn/attention.py'\n")
    result = subprocess.run(
        [sys.executable, '-c', 'import stn_action' + BASE, str(config)],
        capture_output=True,
        text=True,
    )
    error = result.stderr.strip().splitlines()[-1]
    assert f'`{error}`' in (ROOT / 'docs/faq.md').read_text()


def test_experiments_are_not_registered():
    _run(
        'import sys, stn_action\nstn_action.register_all_modules()\n'
        'assert "stn_action.experiments" not in sys.modules'
    )


def _run(script, *args):
    result = subprocess.run(
        [sys.executable, '-W', 'ignore', '-c', script, *args],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
