"""A trained model out of a config and a checkpoint."""

import copy
import re
import warnings
from typing import Optional

from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope
from torch import nn

from .checkpoint_file import read_checkpoint
from .class_counts import check_state


def load_recognizer(
    cfg: Config, checkpoint: Optional[str] = None, device: str = 'cpu'
) -> nn.Module:
    """Build the model of a config and load its weights, for inference.

    Weights that the config initialises the backbone with are not read, since
    the checkpoint replaces them; an ``stn_checkpoint`` is. The model gets
    ``dataset_meta``, that of the checkpoint's training.

    Args:
        cfg (Config): With ``model``. It is left as it is.
        checkpoint (str, optional): Path or URL; None is an untrained model.
        device (str): A device of PyTorch.

    Returns:
        nn.Module: In eval mode. Every part but the ``stn`` has weights of the
        checkpoint; one whose ``stn`` has none either is warned about.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ValueError: The checkpoint cannot be read, lacks weights of other
            parts than ``stn``, has weights of other shapes, none of this
            model, or some that are not finite.
    """
    init_default_scope(cfg.get('default_scope', 'mmaction'))
    model_cfg = copy.deepcopy(cfg.model)  # it is changed below
    content = {}
    if checkpoint is None:
        warnings.warn('no checkpoint: the model is untrained')
    else:
        content = read_checkpoint(checkpoint)
    state = content.get('state_dict', content)
    state = {re.sub(r'^module\.', '', k): v for k, v in state.items()}
    backbone = model_cfg.get('backbone') or {}
    if any(name.startswith('backbone.') for name in state):
        for key in ('pretrained', 'checkpoint_path', 'init_cfg'):
            if backbone.get(key):
                backbone[key] = None
    _fill_num_classes(model_cfg, state)
    model = MODELS.build(model_cfg)
    if checkpoint is not None:
        _load(model, state, checkpoint)
    meta = content.get('meta') or {}
    model.dataset_meta = meta.get('dataset_meta') or {}
    return model.to(device).eval()


def _fill_num_classes(model_cfg: dict, state: dict) -> None:
    """Fill in a head's ``num_classes=None`` from the checkpoint, in place.

    Raises:
        ValueError: There is none.
    """
    head = model_cfg.get('cls_head') or {}
    if 'num_classes' not in head or head['num_classes'] is not None:
        return
    weights = [
        value
        for name, value in state.items()
        if name.startswith('cls_head.') and name.endswith('.weight')
    ]
    if not weights:
        raise ValueError(
            'model.cls_head.num_classes is None, and no checkpoint says how '
            'many there are: set model.cls_head.num_classes'
        )
    head['num_classes'] = len(weights[-1])


def _load(model: nn.Module, state: dict, path: str) -> None:
    check_state(model, state, path)
    missing = [k for k in model.state_dict() if k not in state]
    if (
        any(k.startswith('stn.') for k in missing)
        and getattr(model, 'stn_checkpoint', None) is None
    ):
        warnings.warn(
            f'{path} has no localisation network (stn.*), so the view is the '
            'whole crop. Put one before it with model.stn_checkpoint=STN.pth'
        )
    model.load_state_dict(state, strict=False)
