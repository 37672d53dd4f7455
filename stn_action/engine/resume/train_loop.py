"""Reads facts about a training loop of MMEngine."""

from typing import Optional

from mmengine.runner import EpochBasedTrainLoop


def is_by_epoch(runner) -> bool:
    """Whether the loop counts epochs (else iterations)."""
    return isinstance(runner.train_loop, EpochBasedTrainLoop)


def sampler_of(runner):
    """The sampler of the training data; None if there is none."""
    batches = getattr(runner.train_loop.dataloader, 'batch_sampler', None)
    return getattr(batches, 'sampler', None)


def trained_twice(runner) -> Optional[str]:
    """A line on a training that is resumed in the middle of an epoch.

    MMEngine begins that epoch anew. None where nothing is done twice.
    """
    loop = runner.train_loop
    if not (runner._resume and is_by_epoch(runner)):
        return None
    twice = loop.iter - loop.epoch * len(loop.dataloader)
    if twice <= 0:
        return None
    return (
        f'Resumed in the middle of epoch {loop.epoch + 1}, which begins anew: '
        f'{twice} iterations of it are trained on twice, and the training '
        f'gets so many more. Save checkpoints by epoch for an exact resume'
    )


def validation_is_due(runner) -> bool:
    """Whether the loop would validate right after the checkpoint."""
    loop = runner.train_loop
    if runner.val_loop is None:
        return False
    loop._decide_current_val_interval()
    by_epoch = is_by_epoch(runner)
    done = loop.epoch if by_epoch else loop.iter
    last = loop.max_epochs if by_epoch else loop.max_iters
    if done < loop.val_begin:
        return False
    return done % loop.val_interval == 0 or done == last
