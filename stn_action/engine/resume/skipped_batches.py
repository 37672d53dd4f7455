"""A resumed training by iterations goes on at its batch.

MMEngine's loop reads the data again from the start and drops them, up to the
iteration that was reached: a resume late in a training decodes all of its
videos once more. Here the batches are counted, and nothing of them is loaded.
"""

from typing import Any, Callable, Iterator, Optional

from mmengine.dataset import DefaultSampler, InfiniteSampler
from mmengine.runner import IterBasedTrainLoop

from .numbered_draws import NumberedBatches


class SkippingIterator:
    """An iterator whose first calls give None.

    Args:
        begin (Callable): Gives the iterator of the calls after them. Called
            late: when a training starts, hooks set the epoch of the sampler.
        skipped (int): Calls that give None.
    """

    def __init__(self, begin: Callable[[], Iterator], skipped: int) -> None:
        self._begin = begin
        self._skipped = skipped
        self._iterator: Optional[Iterator] = None

    def __iter__(self) -> 'SkippingIterator':
        return self

    def __next__(self) -> Any:
        if self._skipped:
            self._skipped -= 1
            return None
        if self._iterator is None:
            self._iterator = self._begin()
        return next(self._iterator)


def begin_iterations(loop: IterBasedTrainLoop) -> None:
    """Give a loop an iterator that starts at the iteration reached.

    What a pass over the data is, is known of MMEngine's samplers only; with
    others the loop reads the data again from the start.

    Args:
        loop (IterBasedTrainLoop): With a numbered loader.
    """
    kind = type(loop.dataloader_iterator)
    batches, done = loop.dataloader.batch_sampler, loop.iter
    sampler = getattr(batches, 'sampler', None)
    known = type(sampler) in (DefaultSampler, InfiniteSampler)
    drops = type(loop).run is IterBasedTrainLoop.run
    if not (done and known and drops and isinstance(batches, NumberedBatches)):
        loop.dataloader_iterator = kind(loop.dataloader)
        return

    def begin() -> Iterator:
        passes, batches.skipped = 0, done
        if isinstance(sampler, DefaultSampler):
            passes, batches.skipped = divmod(done, len(batches))
            sampler.set_epoch(passes)
            batches.passes = passes
        iterator = kind(loop.dataloader)
        iterator._epoch = passes  # it tells the sampler of the next one
        return iterator

    loop.dataloader_iterator = SkippingIterator(begin, done)
