"""Watches theta while training: into the log, and loud when it goes wrong."""

from typing import Dict, List, Optional

import torch
from mmaction.registry import HOOKS
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from torch import Tensor

from ...transformer import View
from ..optimizers.optim_wrapper_constructor import LR_MULT_RANGE, stn_owner

_CONSTRUCTOR = "optim_wrapper = dict(constructor='STNOptimWrapperConstructor')"


@HOOKS.register_module()
class STNHealthHook(Hook):
    """Logs what the STN does and warns when it does harm or nothing.

    Logged under ``stn/``: ``scale`` (geometric mean side of the view over
    the crop's), ``shift`` (mean distance of the view's centre from the
    crop's, normalised), ``outside`` (share of the view outside the crop),
    ``motion`` (mean distance of the view's corners from the identity's),
    ``grad_norm`` (of the STN, before clipping) and ``lr``.

    Warns when the view collapses or leaves the crop, when it has not moved
    after ``patience`` iterations, and before training when the STN's learning
    rate is not 1e-5 to 1e-3 of the rest's. (A theta that is not finite stops
    the run without this hook: the model itself refuses to sample there.)

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
        self._squares: List[Tensor] = []
        self._handles: list = []
        self._said: set = set()

    def before_train(self, runner) -> None:
        stn = _stn_of(runner.model)
        if stn is None:
            raise TypeError(
                'STNHealthHook found no stn in the model: remove the hook, or '
                'use STNRecognizer2D/3D or STNRefocuser'
            )
        self._stn = stn
        self._handles = [
            param.register_post_accumulate_grad_hook(self._keep_grad)
            for param in stn.parameters()
            if param.requires_grad
        ]
        self._group = _check_learning_rate(runner, stn)

    def after_train(self, runner) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def _keep_grad(self, param: Tensor) -> None:
        self._squares.append(param.grad.detach().float().square().sum())

    def after_train_iter(
        self, runner, batch_idx: int, data_batch=None, outputs=None
    ) -> None:
        view, squares = self._stn.last_view, self._squares
        self._squares = []
        if not self.every_n_train_iters(runner, self.interval):
            return
        values = self._measure(view)
        if squares:
            values['grad_norm'] = torch.stack(squares).sum().sqrt().item()
        if self._group is not None:
            values['lr'] = self._group['lr']
        for name, value in values.items():
            runner.message_hub.update_scalar(f'train/stn/{name}', value)
        self._warn(runner, values)

    @staticmethod
    @torch.no_grad()
    def _measure(view: View) -> Dict[str, float]:
        corners = view.corners()
        still = view.family.corners(view.family.identity(view.theta))
        values = dict(
            motion=(corners - still).norm(dim=-1).mean().item(),
            shift=corners.mean(-2).norm(dim=-1).mean().item(),
            outside=view.outside_share().item(),
        )
        scales = view.scales()
        if scales is not None:
            values['scale'] = scales.log().mean().exp().item()
        return values

    def _warn(self, runner, values: Dict[str, float]) -> None:
        if values.get('scale', 1) < self.min_scale:
            self._say(
                runner,
                'collapse',
                f'the view has collapsed to {values["scale"]:.2f} of the '
                "crop's side: lower stn.lr_mult, or train the localisation "
                'network on the re-focus loss first',
            )
        if values['outside'] > self.max_outside:
            self._say(
                runner,
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
                'still',
                f'after {runner.iter + 1} iterations the view has moved by '
                f'{values["motion"]:.1g}, so the STN does nothing: train the '
                'localisation network alone on the re-focus loss '
                '(STNRefocuser) and give stn_checkpoint, or add '
                "loss_refocus=dict(type='RefocusLoss')",
            )

    def _say(self, runner, kind: str, text: str) -> None:
        if kind not in self._said:
            self._said.add(kind)
            runner.logger.warning(f'STN health: {text}')


def _stn_of(model):
    owner = stn_owner(model.module if is_model_wrapper(model) else model)
    return owner and owner.stn


def _check_learning_rate(runner, stn) -> Optional[dict]:
    """Warn if the constructor was forgotten; the STN's parameter group."""
    own = {id(p) for p in stn.parameters()}
    groups = getattr(runner.optim_wrapper, 'param_groups', [])
    mine = [g for g in groups if any(id(p) in own for p in g['params'])]
    rest = [
        g['lr'] for g in groups if any(id(p) not in own for p in g['params'])
    ]
    if not mine:
        held = {id(p) for g in groups for p in g['params']}
        # Of no parameter at all: DeepSpeed joins them into its own.
        if any(id(p) in held for p in runner.model.parameters()):
            runner.logger.warning(
                'STN health: no parameter of the stn is in the optimiser, so '
                'it cannot learn'
            )
        return None
    if not rest:
        return mine[0]
    ratio = max(g['lr'] for g in mine) / max(rest)
    low, high = LR_MULT_RANGE
    if not low * 0.999 <= ratio <= high * 1.001:
        runner.logger.warning(
            f"STN health: the STN's learning rate is {ratio:.1g} of the "
            f"rest's, not {low:g} to {high:g}: the view will "
            f'{"collapse" if ratio > high else "never move"}. Add to the '
            f'config: {_CONSTRUCTOR}'
        )
    return mine[0]
