"""The repairs precede any import of mmaction.models in these tests."""

import pytest
from mmengine.registry import init_default_scope

import stn_action.compat  # noqa: F401


@pytest.fixture
def mmaction_scope():
    """As the Runner does for configs of MMAction2."""
    init_default_scope('mmaction')
