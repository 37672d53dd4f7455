"""Which distribution of MMCV the package asks for."""

import runpy
from pathlib import Path

import pytest
import setuptools

SETUP = Path(__file__).parents[1] / 'setup.py'


@pytest.mark.parametrize(
    'value, wanted, unwanted',
    [
        (None, 'mmcv-lite>=2.1,<2.2', 'mmcv>=2.1,<2.2'),
        ('0', 'mmcv-lite>=2.1,<2.2', 'mmcv>=2.1,<2.2'),
        ('1', 'mmcv>=2.1,<2.2', 'mmcv-lite>=2.1,<2.2'),
    ],
)
def test_full_mmcv_is_kept_where_asked_for(
    monkeypatch, value, wanted, unwanted
):
    monkeypatch.delenv('MMCV_WITH_OPS', raising=False)
    if value is not None:
        monkeypatch.setenv('MMCV_WITH_OPS', value)
    settings = {}
    monkeypatch.setattr(setuptools, 'setup', settings.update)
    runpy.run_path(str(SETUP))
    requirements = settings['install_requires']
    assert wanted in requirements and unwanted not in requirements


def test_files_that_the_metadata_names_exist(monkeypatch):
    settings = {}
    monkeypatch.setattr(setuptools, 'setup', settings.update)
    runpy.run_path(str(SETUP))
    for name in settings['license_files']:
        assert (SETUP.parent / name).is_file(), name
    for package, patterns in settings['package_data'].items():
        for pattern in patterns:
            assert list((SETUP.parent / package).glob(pattern)), pattern
    assert settings['long_description'].startswith('# stn_action')


def test_every_requirement_has_a_lower_bound(monkeypatch):
    """Without one, the lowest resolution takes matplotlib 0.86."""
    settings = {}
    monkeypatch.setattr(setuptools, 'setup', settings.update)
    runpy.run_path(str(SETUP))
    asked = [
        *settings['install_requires'],
        *(name for extra in settings['extras_require'].values()
          for name in extra),
    ]  # fmt: skip
    unbounded = [
        line for line in asked if '>=' not in line.split(';')[0]
        and '==' not in line.split(';')[0]
    ]  # fmt: skip
    assert unbounded == []
