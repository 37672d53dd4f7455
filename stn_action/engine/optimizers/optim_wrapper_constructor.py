"""The localisation network in a parameter group, and clip, of its own."""

import copy
from typing import List, Optional

import torch
from mmaction.registry import OPTIM_WRAPPER_CONSTRUCTORS
from mmengine.logging import print_log
from mmengine.model import is_model_wrapper
from mmengine.optim import OptimWrapper
from torch import nn

#: The learning rates of the localisation network over the backbone's.
LR_MULT_RANGE = (1e-5, 1e-3)

# Optimisers whose step is about lr whatever the gradient.
_ADAPTIVE = ('Adam', 'Lion', 'Lamb', 'RMSprop', 'Adan', 'Prodigy')


@OPTIM_WRAPPER_CONSTRUCTORS.register_module()
class STNOptimWrapperConstructor:
    """Wraps any constructor; ``stn`` gets ``base lr x stn.lr_mult``.

    The base constructor never sees the parameters of the ``stn`` (the model's
    own, or that of a part such as the RoI layer), so its own groups are as
    they were (TSM's refuses modules it does not know, the layer-decay ones
    need names they know). Where the gradient is clipped, that of the STN is
    clipped apart: it is far larger than the backbone's, and one global norm
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
        optim_wrapper_cfg (dict): As of the base constructor.
        paramwise_cfg (dict, optional): As of the base constructor, and:

            - ``base_constructor`` (str): Defaults to
              ``'DefaultOptimWrapperConstructor'``.
            - ``any_lr_mult`` (bool): Allow multipliers outside 1e-5 to 1e-3,
              for experiments. Defaults to False.

    Raises:
        TypeError: The model has no ``stn``.
        ValueError: ``stn.lr_mult`` is out of range.
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
        owner = stn_owner(model)
        if owner is None:
            raise TypeError(
                f'{type(model).__name__} has no stn: use STNRecognizer2D or '
                'STNRecognizer3D with stn=dict(...), or the base constructor '
                f'{self.base_constructor} itself'
            )
        stn = owner.stn
        lr_mult = self._checked(stn.lr_mult)
        base = OPTIM_WRAPPER_CONSTRUCTORS.build(
            dict(
                type=self.base_constructor,
                optim_wrapper_cfg=copy.deepcopy(self.optim_wrapper_cfg),
                paramwise_cfg=self.paramwise_cfg or None,
            )
        )
        owner._modules.pop('stn')
        try:
            wrapper = base(model)
        finally:
            owner.stn = stn
        params = [p for p in stn.parameters() if p.requires_grad]
        optimizer = wrapper.optimizer
        lr = optimizer.defaults['lr'] * lr_mult
        optimizer.add_param_group(
            dict(params=params, lr=lr, **_names_if_any(stn, optimizer))
        )
        if getattr(wrapper, 'clip_grad_kwargs', None):  # DeepSpeed's has none
            wrapper.clip_func = ClipApart(params, wrapper.clip_func)
        self._report(type(optimizer).__name__, lr, lr_mult)
        return wrapper

    def _checked(self, lr_mult: float) -> float:
        low, high = LR_MULT_RANGE
        if not lr_mult > 0:
            raise ValueError(f'stn.lr_mult must be positive, got {lr_mult}')
        if not (self.any_lr_mult or low <= lr_mult <= high):
            raise ValueError(
                f'stn.lr_mult is {lr_mult}, outside {low:g} to {high:g}: '
                'larger ones collapse the view, smaller ones never move it. '
                'Set it in that range, or, for an experiment, '
                'paramwise_cfg=dict(any_lr_mult=True)'
            )
        return lr_mult

    @staticmethod
    def _report(optimizer: str, lr: float, lr_mult: float) -> None:
        print_log(
            f'STN parameters: own group, lr {lr:g} = base lr x {lr_mult:g}',
            logger='current',
        )
        if any(name in optimizer for name in _ADAPTIVE):
            print_log(
                f'{optimizer} moves a parameter by about lr a step whatever '
                f'its gradient: at lr {lr:g} the STN moves by at most '
                f'{lr * 1e4:.2g} in 10,000 steps. The multipliers 1e-3 to '
                '1e-5 are made for SGD; here train the localisation network '
                'alone first (STNRefocuser, stn_checkpoint)',
                logger='current',
                level=30,
            )


def _names_if_any(stn: nn.Module, optimizer: torch.optim.Optimizer) -> dict:
    """PyTorch wants names in all groups or in none; layer decay gives them."""
    if not any('param_names' in group for group in optimizer.param_groups):
        return {}
    return dict(
        param_names=[
            f'stn.{name}'
            for name, p in stn.named_parameters()
            if p.requires_grad
        ]
    )


def stn_owner(model: nn.Module) -> Optional[nn.Module]:
    """The module whose ``stn`` it is: the model or a part; None without."""
    return next(
        (
            module
            for module in model.modules()
            if module._modules.get('stn') is not None
        ),
        None,
    )


class ClipApart:
    """Clips two sets of parameters, each by its own norm.

    Args:
        apart (list[nn.Parameter]): The first set.
        clip_func (callable): As ``torch.nn.utils.clip_grad_norm_``.

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
