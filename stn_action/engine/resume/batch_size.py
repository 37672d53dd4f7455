"""Tells how another batch size changes the rest of a resumed training."""

import ast
from typing import List, Optional

from mmengine.dist import get_world_size

from .train_loop import is_by_epoch


def batch_of(runner) -> dict:
    """Samples of one step of the optimiser, and iterations of one epoch."""
    loader = runner.train_loop.dataloader
    size = getattr(getattr(loader, 'batch_sampler', None), 'batch_size', None)
    counts = getattr(runner.optim_wrapper, '_accumulative_counts', 1)
    samples = size and size * get_world_size() * counts
    return dict(samples=samples, iters=len(loader))


def batch_of_meta(meta: dict) -> Optional[dict]:
    """What :func:`batch_of` gives, for a checkpoint of MMEngine's own hook.

    It is read from the text of the config in the checkpoint, which is parsed,
    never run. None where the text does not say.
    """
    try:
        parts = ast.parse(meta.get('cfg') or '').body
    except SyntaxError:
        return None
    for part in parts:
        named = isinstance(part, ast.Assign) and isinstance(
            part.value, ast.Call
        )
        if named and getattr(part.targets[0], 'id', '') == 'train_dataloader':
            sizes = {k.arg: k.value for k in part.value.keywords}
            size = getattr(sizes.get('batch_size'), 'value', None)
            if isinstance(size, int):
                epoch = meta.get('epoch') or 0
                return dict(
                    samples=size * get_world_size(),
                    iters=epoch and meta['iter'] // epoch,
                )
    return None


def what_changes(runner, before: Optional[dict]) -> Optional[str]:
    """One line on what happens to the schedule; None if nothing does.

    Args:
        runner (Runner): A runner that has just been resumed.
        before (dict, optional): :func:`batch_of` the training so far.
    """
    now = batch_of(runner)
    if not before or not before['samples'] or not now['samples']:
        return None
    if before['samples'] == now['samples']:
        return None
    text = (
        f'Resumed with {now["samples"]} samples a step instead of '
        f'{before["samples"]}. The learning rates stay those of the '
        'checkpoint and are not scaled to the batch'
    )
    if not is_by_epoch(runner):
        return (
            f'{text}; the schedules count iterations and go on as they were; '
            'the data begin anew, in batches of the new size, at the '
            'iteration that was reached'
        )
    ends_at = _last_iteration(runner)
    text = (
        f'{text}; an epoch has {now["iters"]} iterations instead of '
        f'{before["iters"]}, and the training ends at iteration {ends_at}'
    )
    counting = [s for s in _schedulers(runner) if not s.by_epoch]
    if not counting:
        return f'{text}. All schedules count epochs and go on as they were'
    ends = ', '.join(f'{type(s).__name__} to {s.end}' for s in counting)
    return (
        f'{text}. The schedules that count iterations keep those they were '
        f'made for ({ends}): they {_fate(counting, ends_at)}. To keep the '
        'schedule, resume with the old batch size, or start a new training '
        'with load_from'
    )


def _last_iteration(runner) -> int:
    loop = runner.train_loop
    left = loop.max_epochs - loop.epoch
    return loop.iter + left * len(loop.dataloader)


def _schedulers(runner) -> List:
    found = runner.param_schedulers or []
    if isinstance(found, dict):
        return [s for each in found.values() for s in each]
    return found


def _fate(schedulers: List, last: int) -> str:
    end = max(s.end for s in schedulers)
    if end > last:
        return 'do not reach their end, where the learning rate is lowest'
    if end < last:
        return f'end {last - end} iterations before the training does'
    return 'end with the training'
