"""mmcv-lite 2.1.0 warns at import of a part that it leaves out on purpose.

Where: ``mmcv/cnn/bricks/transformer.py``, which everything of MMAction2
imports. The deformable attention that it misses is for detectors; no
recogniser has it, and the line would come first in the output of every tool.
It is imported once without that one warning.
"""

import importlib
import sys
import warnings

_MODULE = 'mmcv.cnn.bricks.transformer'


def is_needed() -> bool:
    return _MODULE not in sys.modules


def install() -> None:
    if is_needed():
        with warnings.catch_warnings():
            warnings.filterwarnings(
                'ignore', 'Fail to import ``MultiScaleDeformableAttention``'
            )
            importlib.import_module(_MODULE)
