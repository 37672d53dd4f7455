"""Experiments: what a user of the plugin does not need.

The networks and data sets of the Spatial Transformer paper, the check of
MMAction2's whole model zoo, baselines and probes. ``import stn_action`` does
not import them; the configs that need them name them in ``custom_imports``.
"""

from .. import compat  # noqa: F401  repairs come before mmaction
