"""Equal cost: the input size at which a recogniser costs as much as with STN.

Operations are counted by MMEngine for one sample of the test pipeline; a
multiplication and the addition that follows it are one. It does not count the
resizing and the sampling of pixels, which are below 1 % of a model. A second
look that only some clips need (``look_again``) is counted for all.
"""

import copy
import math
from typing import Optional

import torch
from mmengine.analysis import FlopAnalyzer
from mmengine.config import Config
from mmengine.logging import MMLogger
from torch import nn

from ...deployment.export import crop_box, input_shape
from ...models.loading import load_recognizer

#: Sizes are multiples of it.
_STEP = 8
_LARGEST = 1024


class _Scores(nn.Module):
    """A recogniser, with an STN or without, as a function of pixels."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, clips: torch.Tensor) -> torch.Tensor:
        feats, kwargs = self.model.extract_feat(clips, test_mode=True)
        return self.model.cls_head(feats, **kwargs)


@torch.no_grad()
def operations(cfg: Config) -> int:
    """Operations of one sample of a recogniser, its STN included."""
    MMLogger.get_current_instance().setLevel('ERROR')  # a line an operator
    # The caller trains with its own: nothing of it may change.
    bare = Config(copy.deepcopy(cfg.to_dict()))
    if 'stn_checkpoint' in bare.model:
        bare.model.stn_checkpoint = None
    for key in ('pretrained', 'checkpoint_path', 'init_cfg'):
        if bare.model.backbone.get(key):
            bare.model.backbone[key] = None
    model = load_recognizer(bare)
    if getattr(model, 'stn', None) is not None and model.stn.needs_boxes:
        model.box_in_crop = crop_box(cfg)
    sample = torch.zeros(1, *input_shape(cfg))
    counted = FlopAnalyzer(_Scores(model), (sample,))
    counted.unsupported_ops_warnings(False)
    counted.uncalled_modules_warnings(False)
    return int(counted.total())


def equal_cost_size(
    plain: Config, size: int, budget: int, resized
) -> Optional[int]:
    """The smallest input size that costs no less than ``budget``.

    Rounding up favours the recogniser without an STN.

    Args:
        plain (Config): Of the recogniser without an STN.
        size (int): Its input size.
        budget (int): Operations of the recogniser with the STN.
        resized (Callable): Config and size to the config of that size.

    Returns:
        int | None: A multiple of 8, above ``size``. None for a network that
        takes no other size.
    """
    cost = operations(plain)
    # operations of a convolutional network go with the area
    guess = size * math.sqrt(budget / cost) // _STEP * _STEP
    wider = max(int(guess), size // _STEP * _STEP + _STEP)
    while wider <= _LARGEST:
        try:
            cost = operations(resized(plain, wider))
        except (RuntimeError, ValueError, AssertionError):
            return None
        if cost >= budget:
            return wider
        wider += _STEP
    return None
