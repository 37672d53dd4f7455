"""What the numbering of draws promises, apart from any training."""

import pickle

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, Dataset, IterableDataset

from stn_action.engine.resume.numbered_draws import (
    ReseededDataset,
    begin_pass,
    can_be_numbered,
    numbered_loader,
)


class Noise(Dataset):
    note = 'kept'

    def __len__(self):
        return 5

    def __getitem__(self, index):
        return [float(index), np.random.rand(), torch.rand(()).item()]


class NoiseAtOnce(Noise):
    def __getitems__(self, indices):
        return [
            [float(i), value] for i, value in zip(indices, np.random.rand(9))
        ]


def passes(loader, count=2):
    return [torch.cat(list(loader)) for _ in range(count)]


def loader_of(data=None, seed=(3, 0, 0), **kwargs):
    kwargs.setdefault('collate_fn', torch.tensor)
    return numbered_loader(
        DataLoader(data or Noise(), batch_size=2, **kwargs), seed
    )


@pytest.mark.parametrize('data', [Noise(), NoiseAtOnce()])
def test_draws_depend_on_their_place_alone(data):
    first, second = passes(loader_of(data))
    assert first[:, 0].tolist() == [0, 1, 2, 3, 4]  # the order is kept
    assert not torch.equal(first, second)
    later = loader_of(data)
    begin_pass(later, 1)
    np.random.seed(9)
    assert torch.equal(passes(later, 1)[0], second)
    other = passes(loader_of(data, seed=(3, 1, 0)), 1)[0]
    assert not torch.equal(other, first)


def test_the_process_draws_as_if_no_data_were_loaded():
    torch.manual_seed(0)
    np.random.seed(0)
    expected = torch.rand(3).tolist(), np.random.rand(3).tolist()
    torch.manual_seed(0)
    np.random.seed(0)
    passes(loader_of())
    assert (torch.rand(3).tolist(), np.random.rand(3).tolist()) == expected


def test_the_data_set_is_otherwise_the_same():
    data = pickle.loads(pickle.dumps(ReseededDataset(Noise(), (0,))))
    assert data.note == 'kept' and len(data) == 5
    assert data[2][0] == 2.0
    with pytest.raises(AttributeError, match='missing'):
        data.missing  # noqa: B018


def test_what_cannot_be_numbered():
    class Stream(IterableDataset):
        def __iter__(self):
            yield 1

    assert not can_be_numbered(DataLoader(Stream()))
    assert not can_be_numbered(DataLoader(Noise(), batch_size=None))
    assert not can_be_numbered([1, 2])
    assert can_be_numbered(DataLoader(Noise()))
