"""``compile=True`` of MMEngine 0.10.7 traces the copying of data samples.

Where: ``Runner`` compiles ``train_step`` (``mmengine/model/base_model``), in
which the data preprocessor moves the data samples to the device. A sample
copies its meta information deeply, and Dynamo fails on NumPy arrays in it,
such as the regions that ``TubeCrop`` cut. The moving is left out of the
compilation, which has nothing to gain there.
"""

import torch
from mmengine.model import BaseDataPreprocessor


def is_needed() -> bool:
    return not getattr(
        BaseDataPreprocessor.cast_data, '_torchdynamo_disable', False
    )


def install() -> None:
    if is_needed():
        BaseDataPreprocessor.cast_data = torch.compiler.disable(
            BaseDataPreprocessor.cast_data
        )
