"""Logs what the views of an STN do in training, and warns of bad ones."""

from typing import Dict, List, Optional

import torch
from mmaction.registry import HOOKS
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from torch import Tensor, nn

from ...models.crop_boxes import check_crop_boxes
from ...transformer import View
from ..optimizers.learning_rates import backbone_rate, find_stns
from ..optimizers.optim_wrapper_constructor import LR_MULT_RANGE

_CONSTRUCTOR = "optim_wrapper = dict(constructor='STNOptimWrapperConstructor')"


@HOOKS.register_module()
class STNHealthHook(Hook):
    """Logs what each STN does and warns when it does harm or nothing.

    Logged under ``stn/``, of a model with several STNs under ``stn/NAME/``:
    ``scale`` (geometric mean side of the view over the crop's), ``shift``
    (mean distance of the view's centre from the crop's, normalised),
    ``outside`` (share of the view outside the crop), ``motion`` (mean distance
    of the view's corners from the identity's), ``grad_norm`` (of the STN,
    before clipping), ``lr``, and ``lr_ratio``, its rate over the backbone's
    (:func:`backbone_rate`; absent where the backbone is frozen).

    Warns when the view collapses or leaves the crop, when it has not moved
    after ``patience`` iterations, and when the STN's learning rate is not 1e-5
    to 1e-3 of the backbone's, at first or under the schedules later. (A theta
    that is not finite stops the run without this hook: the model itself
    refuses to sample there.)

    Args:
        interval (int): Iterations between two measurements. Defaults to 10.
        min_scale (float): A mean scale below is a collapse.
        max_outside (float): A share outside above has left the crop.
        patience (int): Iterations until the view should have moved.
        min_motion (float): Motion below counts as none.
    """

    priority = 'LOW'

    def __init__(
        self,
        interval: int = 10,
        min_scale: float = 0.25,
        max_outside: float = 0.5,
        patience: int = 500,
        min_motion: float = 0.01,
    ) -> None:
        self.interval = interval
        self.min_scale = min_scale
        self.max_outside = max_outside
        self.patience = patience
        self.min_motion = min_motion
        self._watched: List[_Watched] = []
        self._handles: list = []
        self._said: set = set()

    def before_train(self, runner) -> None:
        model = _unwrapped(runner.model)
        stns = find_stns(model)
        if not stns:
            raise TypeError(
                'STNHealthHook found no stn in the model: remove the hook, or '
                'use STNRecognizer2D/3D or STNRefocuser'
            )
        # PreflightHook does, too; MMAction2's own tools run without it
        check_crop_boxes(model, 'training', runner.train_dataloader.dataset)
        groups = getattr(runner.optim_wrapper, 'param_groups', [])
        self._watched = [
            _Watched(name, stn, _group_of(stn, groups))
            for name, stn in stns.items()
        ]
        self._handles = [
            handle for each in self._watched for handle in each.handles()
        ]
        for each in self._watched:
            _check_learning_rate(runner, model, each)

    def after_train(self, runner) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def after_train_iter(
        self, runner, batch_idx: int, data_batch=None, outputs=None
    ) -> None:
        due = self.every_n_train_iters(runner, self.interval)
        for each in self._watched:
            squares, each.squares = each.squares, []
            if not due:
                continue
            values = _measure(each.stn.last_view)
            if squares:
                values['grad_norm'] = torch.stack(squares).sum().sqrt().item()
            values.update(_rates(runner, each.group))
            lead = 'stn/' if len(self._watched) == 1 else f'stn/{each.name}/'
            for name, value in values.items():
                runner.message_hub.update_scalar(f'train/{lead}{name}', value)
            self._warn(runner, each.name, values)

    def _warn(self, runner, stn: str, values: Dict[str, float]) -> None:
        if values.get('scale', 1) < self.min_scale:
            self._say(
                runner,
                stn,
                'collapse',
                f'the view has collapsed to {values["scale"]:.2f} of the '
                "crop's side: lower stn.lr_mult, or train the localisation "
                'network on the re-focus loss first',
            )
        if values['outside'] > self.max_outside:
            self._say(
                runner,
                stn,
                'outside',
                f'{values["outside"]:.0%} of the view lies outside the crop: '
                'lower stn.lr_mult, or add '
                'stn_regularizers=dict(outside=1.0)',
            )
        if (
            runner.iter + 1 >= self.patience
            and values['motion'] < self.min_motion
        ):
            self._say(
                runner,
                stn,
                'still',
                f'after {runner.iter + 1} iterations the view has moved by '
                f'{values["motion"]:.1g}, so the STN does nothing: train the '
                'localisation network alone on the re-focus loss '
                '(STNRefocuser) and give stn_checkpoint, or add '
                "loss_refocus=dict(type='RefocusLoss')",
            )
        if 'lr_ratio' in values and not _in_range(values['lr_ratio']):
            self._say(
                runner,
                stn,
                'ratio',
                f"the schedules have brought {stn}'s learning rate to "
                f"{values['lr_ratio']:.2g} of the backbone's: give "
                'eta_min_ratio where a schedule has an absolute eta_min',
            )

    def _say(self, runner, stn: str, kind: str, text: str) -> None:
        if (stn, kind) not in self._said:
            self._said.add((stn, kind))
            which = '' if len(self._watched) < 2 else f' ({stn})'
            runner.logger.warning(f'STN health{which}: {text}')


class _Watched:
    """One STN, its parameter group, and the squares of its gradient."""

    def __init__(
        self, name: str, stn: nn.Module, group: Optional[dict]
    ) -> None:
        self.name = name
        self.stn = stn
        self.group = group
        self.squares: List[Tensor] = []

    def handles(self) -> list:
        return [
            param.register_post_accumulate_grad_hook(self._keep)
            for param in self.stn.parameters()
            if param.requires_grad
        ]

    def _keep(self, param: Tensor) -> None:
        self.squares.append(param.grad.detach().float().square().sum())


@torch.no_grad()
def _measure(view: View) -> Dict[str, float]:
    corners = view.corners()
    still = view.identity().corners()
    values = dict(
        motion=(corners - still).norm(dim=-1).mean().item(),
        shift=corners.mean(-2).norm(dim=-1).mean().item(),
        outside=view.outside_share().item(),
    )
    scales = view.scales()
    if scales is not None:
        values['scale'] = scales.log().mean().exp().item()
    return values


def _rates(runner, group: Optional[dict]) -> Dict[str, float]:
    """The present rate of an STN, and over the backbone's."""
    if group is None:
        return {}
    rates = dict(lr=group['lr'])
    groups = runner.optim_wrapper.param_groups
    rate = backbone_rate(_unwrapped(runner.model), groups)
    if rate is not None and rate.lr > 0:
        rates['lr_ratio'] = group['lr'] / rate.lr
    return rates


def _unwrapped(model: nn.Module) -> nn.Module:
    return model.module if is_model_wrapper(model) else model


def _group_of(stn: nn.Module, groups: List[dict]) -> Optional[dict]:
    """The first group that trains a parameter of the STN."""
    own = {id(p) for p in stn.parameters() if p.requires_grad}
    return next(
        (g for g in groups if any(id(p) in own for p in g['params'])), None
    )


def _in_range(ratio: float) -> bool:
    low, high = LR_MULT_RANGE
    return low * 0.999 <= ratio <= high * 1.001


def _check_learning_rate(runner, model: nn.Module, each: _Watched) -> None:
    """Warn if an STN is in no group, or has another rate than the rule's."""
    groups = getattr(runner.optim_wrapper, 'param_groups', [])
    if each.group is None:
        held = {id(p) for g in groups for p in g['params']}
        # Of no parameter at all: DeepSpeed joins them into its own.
        if any(id(p) in held for p in model.parameters()):
            runner.logger.warning(
                f'STN health: no parameter of the {each.name} is in the '
                'optimiser, so it cannot learn'
            )
        return
    rate = backbone_rate(model, groups, 'initial_lr')
    if rate is None or rate.lr == 0:
        return
    ratio = each.group.get('initial_lr', each.group['lr']) / rate.lr
    if not _in_range(ratio):
        low, high = LR_MULT_RANGE
        runner.logger.warning(
            f"STN health: {each.name}'s learning rate is {ratio:.1g} of "
            f'{rate}, not {low:g} to {high:g}: the view will '
            f'{"collapse" if ratio > high else "never move"}. Add to the '
            f'config: {_CONSTRUCTOR}'
        )
