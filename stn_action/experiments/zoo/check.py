"""Checks that recognisers of the zoo work with an STN before the backbone."""

import copy
import os.path as osp
import tempfile
import time
import traceback
from pathlib import Path
from typing import Dict, List

import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from mmengine.runner import CheckpointLoader, save_checkpoint, set_random_seed
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn

from ...engine.optimizers.learning_rates import backbone_rate
from .batches import batch
from .configs import (
    load_config,
    modality,
    why_unfit,
    zoo_root,
)
from .reductions import reduce

#: Most that scores may differ by, over the largest of the plain model's.
TOLERANCE = 1e-3


def check_config(path: Path, preset: str, seed: int = 0) -> dict:
    """Put an STN into a config and compare with the plain recogniser.

    Args:
        path: A config of the zoo.
        preset: See :func:`load_config`.
        seed: Of weights and inputs.

    Returns:
        ``config``, ``modality`` (rgb, flow, other), ``recognizer``,
        ``backbone``, ``constructor``, ``status`` (pass, fail;
        unfit; upstream, the plain config fails alike), ``reason`` (of any
        but pass), ``traceback`` (of a failure), ``difference`` (of the
        scores, relative) and ``seconds``.
    """
    start = time.perf_counter()
    row = dict(
        config=str(path.relative_to(zoo_root())), status='fail', reason=''
    )
    try:
        plain_cfg = load_config(path)
        row.update(_describe(plain_cfg))
        row['reason'] = why_unfit(plain_cfg)
        if row['reason']:
            row['status'] = 'unfit'
        else:
            row['difference'] = _compare(
                plain_cfg, load_config(path, preset), seed
            )
            row['status'] = 'pass'
    except Exception as error:  # the report is about exactly these
        row.update(reason=_text(error), traceback=traceback.format_exc())
        if _plain_error(path, seed) == row['reason']:
            row.update(
                status='upstream',
                reason=f'fails without an STN too, {row["reason"]}',
            )
    row['seconds'] = round(time.perf_counter() - start, 2)
    return row


def _text(error: Exception) -> str:
    return f'{type(error).__name__}: {str(error).strip()[:500]}'


def _plain_error(path: Path, seed: int) -> str:
    """The error of the config without an STN; '' if it works."""
    try:
        cfg = load_config(path)
        reduce(cfg)
        model = _build(cfg, seed)
        _outputs(model, cfg, seed)
        wrapper = build_optim_wrapper(model, _optimiser(cfg))
        model.train().train_step(batch(cfg, 2, 1, seed), wrapper)
    except Exception as error:
        return _text(error)
    return ''


def _describe(cfg: Config) -> dict:
    wrapper = cfg.get('optim_wrapper') or {}
    return dict(
        modality=modality(cfg),
        recognizer=cfg.model.type,
        backbone=str(cfg.model.get('backbone', {}).get('type')),
        constructor=wrapper.get('constructor', 'default')
        if wrapper
        else 'none: for testing alone',
    )


def _compare(plain_cfg: Config, stn_cfg: Config, seed: int) -> float:
    """Run all checks on two configs; return the difference of their scores."""
    init_default_scope('mmaction')
    for cfg in (plain_cfg, stn_cfg):
        reduce(cfg)
    plain, model = (_build(cfg, seed) for cfg in (plain_cfg, stn_cfg))
    # With random weights some networks overflow unless their batch norms know
    # the statistics of a batch.
    data = plain.data_preprocessor(batch(plain_cfg, 2, 1, seed))
    update_bn([data['inputs']], plain)
    load_plain_checkpoint(plain, model)
    difference = max(_differences(plain, model, plain_cfg, seed).values())
    if not difference <= TOLERANCE:
        raise ValueError(
            f'at initialisation the scores differ by '
            f'{difference:.2g} of the largest'
        )
    del plain
    take_a_step(model, stn_cfg, batch(stn_cfg, 2, 1, seed))
    return difference


def _build(cfg: Config, seed: int) -> nn.Module:
    set_random_seed(seed)  # of NumPy too, which blending draws from
    model = MODELS.build(copy.deepcopy(cfg.model))  # building empties dicts
    model.init_weights()
    return model


def load_plain_checkpoint(plain: nn.Module, model: nn.Module) -> None:
    """Load a checkpoint of the plain model; ``stn.*`` alone may be missing.

    Raises:
        ValueError: Other names are missing, or some are unknown.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = osp.join(folder, 'plain.pth')
        save_checkpoint(dict(state_dict=plain.state_dict()), file)
        state = CheckpointLoader.load_checkpoint(file, 'cpu')['state_dict']
    missing, unexpected = model.load_state_dict(state, strict=False)
    others = [name for name in missing if not name.startswith('stn.')]
    if others or unexpected:
        raise ValueError(
            'a checkpoint of the plain model does not load: '
            f'missing {others[:4]}, unexpected {unexpected[:4]}'
        )
    names = _by_owner([n for n, _ in model.named_parameters()])['recognizer']
    theirs = [n for n, _ in plain.named_parameters()]
    if names != theirs:
        raise ValueError(
            'names of parameters differ from the plain model: '
            f'{sorted(set(names) ^ set(theirs))[:4]}'
        )


def _differences(
    plain: nn.Module, model: nn.Module, cfg: Config, seed: int
) -> Dict[str, float]:
    """Differences between two models' outputs, relative to the first's."""
    ours, theirs = (_outputs(net, cfg, seed) for net in (plain, model))
    return {name: _relative(ours[name], theirs[name]) for name in ours}


@torch.no_grad()
def _outputs(net: nn.Module, cfg: Config, seed: int) -> Dict[str, Tensor]:
    """Outputs of tensor mode (features, logits) and predict mode (scores)."""
    net.eval()
    set_random_seed(seed)  # TRN draws its relations in tests too
    data = batch(cfg, 1, 2, seed)
    inputs = net.data_preprocessor(dict(data))['inputs']
    outputs = {
        stage: _flat(net(inputs, mode='tensor', stage=stage))
        for stage in ('backbone', 'head')
    }
    outputs['predict'] = net.test_step(data)[0].pred_score
    return outputs


def _flat(features) -> Tensor:
    """Nested tuples of tensors as one vector."""
    if isinstance(features, Tensor):
        return features.flatten()
    return torch.cat([_flat(part) for part in features])


def _relative(ours: Tensor, theirs: Tensor) -> float:
    if not torch.isfinite(ours).all():
        raise ValueError('the plain model gives scores that are not finite')
    return ((ours - theirs).abs().max() / ours.abs().max()).item()


def take_a_step(model: nn.Module, cfg: Config, data: dict) -> dict:
    """Loss, gradient and one step of the config's own optimiser.

    Returns:
        The losses.

    Raises:
        ValueError: A loss is not finite, the STN or the rest did not move, or
            the STN's learning rate is not the backbone's times ``lr_mult``.
    """
    wrapper = build_optim_wrapper(model, _optimiser(cfg))
    trained = [p for p in model.stn.parameters() if p.requires_grad]
    if not trained:
        raise ValueError(
            'one step moved no parameter of the STN: no loss '
            'reaches theta, so none asks for a gradient'
        )
    group = _group_of(wrapper.optimizer, trained[0])
    rate = backbone_rate(model, wrapper.optimizer.param_groups)
    base = wrapper.optimizer.defaults['lr'] if rate is None else rate.lr
    wanted = base * model.stn.lr_mult
    if group['lr'] != wanted:
        raise ValueError(
            f"the STN's learning rate is {group['lr']:g}, not {wanted:g}"
        )
    before = [p.detach().clone() for p in model.parameters()]
    losses = model.train().train_step(data, wrapper)
    bad = [name for name, value in losses.items() if not value.isfinite()]
    if bad:
        raise ValueError(f'losses that are not finite: {bad}')
    moved = [
        name
        for (name, now), old in zip(model.named_parameters(), before)
        if not torch.equal(now, old)
    ]
    if not all(p.isfinite().all() for p in model.parameters()):
        raise ValueError('parameters are not finite after one step')
    for part, found in _by_owner(moved).items():
        if not found:
            raise ValueError(f'one step moved no parameter of the {part}')
    return losses


def _optimiser(cfg: Config) -> dict:
    """The config's own; SGD for configs of a model alone."""
    optim_wrapper = copy.deepcopy(cfg.get('optim_wrapper', dict()))
    optim_wrapper.setdefault('optimizer', dict(type='SGD', lr=0.01))
    return optim_wrapper


def _by_owner(names: List[str]) -> Dict[str, list]:
    stn = [name for name in names if name.startswith('stn.')]
    return {'STN': stn, 'recognizer': [n for n in names if n not in stn]}


def _group_of(optimizer, parameter) -> dict:
    return next(
        group
        for group in optimizer.param_groups
        if any(parameter is p for p in group['params'])
    )
