"""Random augmentation that depends only on the place in the training.

MMEngine seeds a worker once, when it starts. What a sample's augmentation is
then depends on how many samples that worker has seen, and a resumed training,
whose workers start anew, draws others. Here each sample that is loaded has a
number: pass over the data, batch, place in the batch. Its augmentation is
drawn from the seed of the training and that number. So it is the same after a
resume, with another number of workers, and with workers that stay or not.
"""

import random
from contextlib import contextmanager
from typing import Iterator, List, NamedTuple, Union

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, IterableDataset, Sampler

from .random_state import get_random_state, set_random_state


class Draw(NamedTuple):
    """The index of a sample, and the number of this loading of it."""

    index: int
    number: tuple


class NumberedBatches(Sampler):
    """Batches of another sampler, as :class:`Draw`.

    Args:
        batches (Sampler): Gives lists of indices.
    """

    def __init__(self, batches: Sampler) -> None:
        self.batches = batches
        #: Passes over the data that have begun.
        self.passes = 0
        #: Batches of the next pass that are not given.
        self.skipped = 0

    @property
    def sampler(self) -> Sampler:
        """The inner sampler, on which hooks set the epoch."""
        return self.batches.sampler

    @property
    def batch_size(self) -> int:
        return self.batches.batch_size

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[List[Draw]]:
        done, self.passes = self.passes, self.passes + 1
        skipped, self.skipped = self.skipped, 0
        for number, batch in enumerate(self.batches):
            if number < skipped:
                continue
            yield [
                Draw(index, (done, number, place))
                for place, index in enumerate(batch)
            ]


class ReseededDataset(Dataset):
    """A data set that draws each :class:`Draw` from its own seed.

    All else is that of the data set. A plain index is handed on.

    Args:
        dataset (Dataset): With a length and ``[index]``.
        seed (tuple[int, ...]): Not negative: of the training, and the rank.
    """

    def __init__(self, dataset: Dataset, seed: tuple) -> None:
        self.dataset = dataset
        self.seed = tuple(seed)

    def __len__(self) -> int:
        return len(self.dataset)

    def __getattr__(self, name: str):
        if name == 'dataset':  # being unpickled
            raise AttributeError(name)
        return getattr(self.dataset, name)

    def __getitem__(self, draw: Union[int, Draw]):
        if not isinstance(draw, Draw):
            return self.dataset[draw]
        with _seeded((*self.seed, *draw.number)):
            return self.dataset[draw.index]

    def __getitems__(self, draws: List[Draw]) -> list:
        """A batch; at once, from one seed, where the data set can do it."""
        if not hasattr(self.dataset, '__getitems__'):
            return [self[draw] for draw in draws]
        with _seeded((*self.seed, *draws[0].number)):
            return self.dataset.__getitems__([draw.index for draw in draws])


@contextmanager
def _seeded(entropy: tuple) -> Iterator[None]:
    """Seed every generator for a while.

    Without workers this is the process of the model, whose own random numbers
    must not depend on the data.
    """
    before = get_random_state()
    try:
        _seed_all(entropy)
        yield
    finally:
        set_random_state(before)


def _seed_all(entropy: tuple) -> None:
    words = np.random.SeedSequence(entropy).generate_state(4)
    np.random.seed(words)
    random.seed(words.tobytes())
    # Not torch.manual_seed, which seeds the GPUs too.
    torch.default_generator.manual_seed(int(words[0]) << 32 | int(words[1]))


def can_be_numbered(loader) -> bool:
    """Whether a loader takes batches of indices from a sampler."""
    return (
        isinstance(loader, DataLoader)
        and loader.batch_sampler is not None
        and not isinstance(loader.dataset, IterableDataset)
    )


def numbered_loader(loader: DataLoader, seed: tuple) -> DataLoader:
    """A loader of the same samples in the same order, with numbered draws.

    It draws from no generator of the process. The old one is of no use any
    more: both share the sampler.

    Args:
        loader (DataLoader): See :func:`can_be_numbered`.
        seed (tuple[int, ...]): See :class:`ReseededDataset`.
    """
    if hasattr(loader.sampler, '_indices_of_rank'):
        # MMEngine's InfiniteSampler is one generator for ever, from which a
        # loader with workers has taken some batches when it was built.
        loader.sampler.indices = loader.sampler._indices_of_rank()
    workers = {}
    if loader.num_workers:
        workers = dict(
            prefetch_factor=loader.prefetch_factor,
            persistent_workers=loader.persistent_workers,
            multiprocessing_context=loader.multiprocessing_context,
            timeout=loader.timeout,
        )
    return DataLoader(
        ReseededDataset(loader.dataset, seed),
        batch_sampler=NumberedBatches(loader.batch_sampler),
        num_workers=loader.num_workers,
        collate_fn=loader.collate_fn,
        pin_memory=loader.pin_memory,
        worker_init_fn=loader.worker_init_fn,
        generator=torch.Generator().manual_seed(seed[0]),
        **workers,
    )


def begin_pass(loader, number: int) -> None:
    """Number the next pass of a loader over the data, if it is numbered."""
    batches = getattr(loader, 'batch_sampler', None)
    if isinstance(batches, NumberedBatches):
        batches.passes = number
