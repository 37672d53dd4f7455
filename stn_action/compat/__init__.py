"""Repairs of upstream packages: one file per defect.

Each file says in its docstring what is wrong where, and gives

- ``is_needed()``: whether the defect is there and not yet repaired. It looks
  at the installed package, so a fixed release switches the repair off.
- ``install()``: repairs it. Does nothing where it is not needed, so that it
  may be called any number of times.

Importing this package installs them all. Importing the files alone loads
neither mmaction nor anything else that the first two repairs must precede.
"""

from . import (
    activation_checkpointing,
    bfloat16_scores,
    checkpoint_loading,
    compiled_samples,
    config_base,
    cpu_amp,
    cpu_distributed,
    escape_warnings,
    hue_jitter,
    importlib_metadata_alias,
    missing_drn,
    mmcv_lite_warning,
    numpy_aliases,
    package_lookup,
    timm_layout,
    tin_shift,
    url_checkpoints,
    visualization_hook,
)

REPAIRS = (
    mmcv_lite_warning,
    # These two let `import mmaction.models` succeed, which later ones do.
    importlib_metadata_alias,
    missing_drn,
    escape_warnings,  # imports mmaction
    package_lookup,
    config_base,
    checkpoint_loading,
    url_checkpoints,
    cpu_distributed,
    cpu_amp,
    activation_checkpointing,
    compiled_samples,
    numpy_aliases,
    hue_jitter,
    bfloat16_scores,
    visualization_hook,
    timm_layout,
    tin_shift,
)

for _repair in REPAIRS:
    _repair.install()
