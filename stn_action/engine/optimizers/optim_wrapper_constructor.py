"""Each localisation network in a parameter group, and clip, of its own."""

import copy
import logging
from contextlib import contextmanager
from typing import Iterable, Iterator, List, Optional

import torch
from mmaction.registry import OPTIM_WRAPPER_CONSTRUCTORS
from mmengine.logging import print_log
from mmengine.model import is_model_wrapper
from mmengine.optim import OptimWrapper
from torch import nn

from .learning_rates import BackboneRate, backbone_rate, find_stns

#: The learning rates of the localisation network over the backbone's.
LR_MULT_RANGE = (1e-5, 1e-3)

# Optimisers whose step is about lr whatever the gradient.
_ADAPTIVE = ('Adam', 'Lion', 'Lamb', 'RMSprop', 'Adan', 'Prodigy')


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class STNOptimWrapperConstructor:
    """Wraps any constructor; each STN gets the backbone's rate x ``lr_mult``.

    The backbone's rate is that of its median trainable parameter
    (:func:`backbone_rate`): the base rate times the backbone's own multiplier
    where it has one, and the rate of its middle layers under layer decay. A
    backbone that is frozen has none; the optimiser's ``lr`` takes its place.
    Every STN of the model is one group, at its own ``lr_mult``: the model's,
    those of a part such as the RoI layer, and those between the layers of a
    backbone. The log says which rate each STN has.

    The base constructor never sees the parameters of an STN, so its own groups
    are as they were (TSM's refuses modules it does not know, the layer-decay
    ones need names they know). Where the gradient is clipped, that of the STNs
    is clipped apart: it is far larger than the backbone's, and one global norm
    would starve the backbone.

    Example:
        >>> optim_wrapper = dict(
        >>>     constructor='STNOptimWrapperConstructor',
        >>>     paramwise_cfg=dict(
        >>>         base_constructor='TSMOptimWrapperConstructor',
        >>>         fc_lr5=True),
        >>>     optimizer=dict(type='SGD', lr=0.01, momentum=0.9),
        >>>     clip_grad=dict(max_norm=20))

    Args:
        optim_wrapper_cfg (dict): See the base constructor.
        paramwise_cfg (dict, optional): See the base constructor. Also takes:

            - ``base_constructor`` (str): Defaults to
              ``'DefaultOptimWrapperConstructor'``.
            - ``any_lr_mult`` (bool): Allow multipliers outside 1e-5 to 1e-3,
              for experiments. Defaults to False.

    Raises:
        TypeError: The model has no STN.
        ValueError: The ``lr_mult`` of an STN is out of range.
    """

    def __init__(
        self, optim_wrapper_cfg: dict, paramwise_cfg: Optional[dict] = None
    ) -> None:
        self.optim_wrapper_cfg = copy.deepcopy(optim_wrapper_cfg)
        cfg = dict(paramwise_cfg or {})
        self.base_constructor = cfg.pop(
            'base_constructor', 'DefaultOptimWrapperConstructor'
        )
        self.any_lr_mult = cfg.pop('any_lr_mult', False)
        self.paramwise_cfg = cfg

    def __call__(self, model: nn.Module) -> OptimWrapper:
        if is_model_wrapper(model):
            model = model.module
        stns = find_stns(model)
        if not stns:
            raise TypeError(
                f'{type(model).__name__} has no stn: use STNRecognizer2D or '
                'STNRecognizer3D with stn=dict(...), or the base constructor '
                f'{self.base_constructor} itself'
            )
        for name, stn in stns.items():
            self._check(name, stn.lr_mult)
        base = OPTIM_WRAPPER_CONSTRUCTORS.build(
            dict(
                type=self.base_constructor,
                optim_wrapper_cfg=copy.deepcopy(self.optim_wrapper_cfg),
                paramwise_cfg=self.paramwise_cfg or None,
            )
        )
        with _without(model, stns):
            wrapper = base(model)
        optimizer = wrapper.optimizer
        rate = backbone_rate(model, optimizer.param_groups)
        apart = []
        for name, stn in stns.items():
            apart += _add_group(optimizer, name, stn, rate)
        if getattr(wrapper, 'clip_grad_kwargs', None):  # DeepSpeed's has none
            wrapper.clip_func = ClipApart(apart, wrapper.clip_func)
        highest = max(g['lr'] for g in optimizer.param_groups[-len(stns) :])
        _warn_of_adaptive(type(optimizer).__name__, highest)
        return wrapper

    def _check(self, name: str, lr_mult: float) -> None:
        low, high = LR_MULT_RANGE
        if not lr_mult > 0:
            raise ValueError(f'{name}.lr_mult must be positive, got {lr_mult}')
        if not (self.any_lr_mult or low <= lr_mult <= high):
            raise ValueError(
                f'{name}.lr_mult is {lr_mult}, outside {low:g} to {high:g}: '
                'larger ones collapse the view, smaller ones never move it. '
                'Set it in that range, or, for an experiment, '
                'paramwise_cfg=dict(any_lr_mult=True)'
            )


@contextmanager
def _without(model: nn.Module, stns: Iterable[str]) -> Iterator[None]:
    """Take modules out of a model for a while, each in its place."""
    taken = []
    for name in stns:
        owner = model.get_submodule(name.rpartition('.')[0])
        key = name.rpartition('.')[2]
        taken.append((owner, key, owner._modules[key]))
        owner._modules[key] = nn.Identity()
    try:
        yield
    finally:
        for owner, key, module in taken:
            owner._modules[key] = module


def _add_group(
    optimizer: torch.optim.Optimizer,
    name: str,
    stn: nn.Module,
    rate: Optional[BackboneRate],
) -> List[nn.Parameter]:
    """Give an STN its parameter group, say so, and return its parameters."""
    base = optimizer.defaults['lr'] if rate is None else rate.lr
    named = {k: p for k, p in stn.named_parameters() if p.requires_grad}
    group = dict(params=list(named.values()), lr=base * stn.lr_mult)
    # PyTorch wants names in all groups or in none; layer decay gives them.
    if any('param_names' in other for other in optimizer.param_groups):
        group['param_names'] = [f'{name}.{key}' for key in named]
    optimizer.add_param_group(group)
    what = f"the optimiser's {base:g} (the backbone is frozen)"
    print_log(
        f'STN parameters ({name}): own group, lr {group["lr"]:g} = '
        f'{stn.lr_mult:g} x {what if rate is None else rate}',
        logger='current',
    )
    return group['params']


def _warn_of_adaptive(optimizer: str, lr: float) -> None:
    if any(name in optimizer for name in _ADAPTIVE):
        print_log(
            f'{optimizer} moves a parameter by about lr a step whatever '
            f'its gradient: at lr {lr:g} the STN moves by at most '
            f'{lr * 1e4:.2g} in 10,000 steps. The multipliers 1e-3 to '
            '1e-5 are made for SGD; here train the localisation network '
            'alone first (STNRefocuser, stn_checkpoint)',
            logger='current',
            level=logging.WARNING,
        )


class ClipApart:
    """Clips two sets of parameters, each by its own norm.

    Args:
        apart (list[nn.Parameter]): The first set.
        clip_func (callable): Such as ``torch.nn.utils.clip_grad_norm_``.

    Returns (of a call): The norm of the others, which is what gets logged.
    """

    def __init__(self, apart: List[nn.Parameter], clip_func) -> None:
        self.apart = {id(p) for p in apart}
        self.clip_func = clip_func

    def __call__(self, params, **kwargs) -> Optional[torch.Tensor]:
        params = list(params)
        apart = [p for p in params if id(p) in self.apart]
        rest = [p for p in params if id(p) not in self.apart]
        norm = self.clip_func(apart, **kwargs) if apart else None
        return self.clip_func(rest, **kwargs) if rest else norm
