"""Every order of imports ends with the classes registered."""

import subprocess
import sys

import pytest

CHECK = """
from mmaction.registry import MODELS
assert MODELS.get('STNRecognizer2D') is not None
assert MODELS.get('STNRecognizer3D') is not None
"""

ORDERS = {
    'this package, a mere look for mmaction, then mmaction': (
        'import stn_action; from importlib.util import find_spec; '
        'find_spec("mmaction"); import mmaction.models'
    ),
    'mmaction, then this package, twice': (
        'import mmaction, stn_action; stn_action.register_all_modules()'
    ),
    'the core, then a config': (
        'import stn_action.transformer; from mmengine import Config; '
        'Config.fromstring("custom_imports = dict(imports=[\'stn_action\'])", '
        '".py")'
    ),
}


@pytest.mark.parametrize('order', ORDERS)
def test_classes_are_registered(order):
    _run(ORDERS[order] + CHECK)


def test_nothing_is_registered_early():
    _run('import sys, stn_action\nassert "mmaction" not in sys.modules')


def _run(script):
    result = subprocess.run(
        [sys.executable, '-W', 'ignore', '-c', script],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
