"""Fixtures of the models' tests."""

import pytest
from mmengine.registry import init_default_scope

from tests.models.tiny_recognizers import CASES, STN


@pytest.fixture(autouse=True)
def default_scope():
    """As the Runner does for configs of MMAction2."""
    init_default_scope('mmaction')


@pytest.fixture(params=list(CASES))
def case(request):
    """(config of the plain model, config with an STN, input shape)."""
    make, name, shape = CASES[request.param]
    return make(), {**make(), 'type': name, 'stn': STN}, shape
