r"""MMAction2 1.2.0 has patterns that Python 3.12 warns of as it compiles them.

Where: ``mmaction/evaluation/metrics/multimodal_metric.py``, ``'\d'`` outside
of a raw string. Installers that compile nothing (uv) leave it to the first
import, whose output then begins with four lines about it. It is imported once
without them.
"""

import importlib
import sys
import warnings

_MODULE = 'mmaction.evaluation.metrics.multimodal_metric'


def is_needed() -> bool:
    return sys.version_info >= (3, 12) and _MODULE not in sys.modules


def install() -> None:
    if is_needed():
        with warnings.catch_warnings():
            warnings.filterwarnings(
                'ignore', 'invalid escape sequence', SyntaxWarning
            )
            importlib.import_module(_MODULE)
