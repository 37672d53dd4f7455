"""What the tests of experiments share with those of data sets."""

from tests.datasets.conftest import _scope, data  # noqa: F401
