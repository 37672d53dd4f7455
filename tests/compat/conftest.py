"""The repairs precede any import of mmaction.models in these tests."""
import stn_action.compat  # noqa: F401
