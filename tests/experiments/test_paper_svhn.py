"""SVHN's format 1, its crops, and numbers made in the same format."""

import cv2
import numpy as np
import pytest

h5py = pytest.importorskip('h5py')

from stn_action.experiments.paper.datasets import (  # noqa: E402
    CropNumber,
    SVHNDataset,
    digit_struct,
    house_numbers,
)


@pytest.fixture
def folder(tmp_path):
    """Two pictures whose digitStruct.mat is written here, as MATLAB does."""
    rng = np.random.default_rng(0)
    for name in ('1.png', '2.png'):
        picture = rng.integers(0, 255, (60, 100, 3), np.uint8)
        cv2.imwrite(str(tmp_path / name), picture)
    with h5py.File(tmp_path / 'digitStruct.mat', 'w') as file:
        refs = file.create_group('#refs#')
        one = refs.create_group('one')
        for key, value in dict(
            label=7.0, left=20.0, top=10.0, width=8.0, height=16.0
        ).items():
            one[key] = [[value]]
        two = refs.create_group('two')
        for key, values in dict(
            label=(10.0, 3.0),
            left=(30.0, 42.0),
            top=(20.0, 22.0),
            width=(10.0, 8.0),
            height=(20.0, 20.0),
        ).items():
            data = two.create_dataset(key, (2, 1), dtype=h5py.ref_dtype)
            for row, value in enumerate(values):
                refs[f'{key}{row}'] = [[value]]
                data[row, 0] = refs[f'{key}{row}'].ref
        struct = file.create_group('digitStruct')
        names = struct.create_dataset('name', (2, 1), dtype=h5py.ref_dtype)
        boxes = struct.create_dataset('bbox', (2, 1), dtype=h5py.ref_dtype)
        for row, (name, group) in enumerate((('1.png', one), ('2.png', two))):
            refs[name] = np.array([[ord(c)] for c in name], np.uint16)
            names[row, 0], boxes[row, 0] = refs[name].ref, group.ref
    return tmp_path


def test_reads_names_digits_and_boxes(folder):
    first, second = digit_struct.read_digit_struct(
        str(folder / 'digitStruct.mat')
    )
    assert first.name == '1.png' and first.digits.tolist() == [7]
    assert first.boxes.tolist() == [[20, 10, 28, 26]]
    assert second.digits.tolist() == [0, 3]
    assert second.boxes.tolist() == [[30, 20, 40, 40], [42, 22, 50, 42]]


def test_labels_are_padded_with_no_digit(folder):
    data = SVHNDataset(str(folder), pipeline=[])
    assert data[0]['label'] == [7, 10, 10, 10, 10]
    assert data[1]['label'] == [0, 3, 10, 10, 10]
    assert data[1]['filename'] == str(folder / '2.png')
    assert len(SVHNDataset(str(folder), max_digits=1, pipeline=[])) == 1


def test_what_is_written_reads_back(tmp_path):
    path = str(tmp_path / 'digitStruct.mat')
    numbers = [
        digit_struct.Number(
            'a.png', np.array([0]), np.array([[1.0, 2, 3, 5]])
        ),
        digit_struct.Number(
            'b.png', np.array([9, 0, 1]), np.arange(12.0).reshape(3, 4)
        ),
    ]
    digit_struct.write_digit_struct(path, numbers)
    for before, after in zip(numbers, digit_struct.read_digit_struct(path)):
        assert before.name == after.name
        np.testing.assert_array_equal(before.digits, after.digits)
        np.testing.assert_array_equal(before.boxes, after.boxes)
    with open(path, 'rb') as file:
        assert file.read(10) == b'MATLAB 7.3'
    with h5py.File(path) as file:
        field = file[file['digitStruct/bbox'][0, 0]]['label']
        assert field[()].tolist() == [[10.0]]


def test_crops_by_hand(folder):
    """Digits span x 30 to 50, y 20 to 42: a square of 22 around (40, 31)."""
    sample = SVHNDataset(str(folder), pipeline=[])[1]
    picture = cv2.imread(sample['filename'])
    tight = CropNumber(22, context=1.0).transform(dict(sample))
    np.testing.assert_array_equal(tight['imgs'][0], picture[20:42, 29:51])
    loose = CropNumber(44, context=2.0).transform(dict(sample))
    np.testing.assert_array_equal(loose['imgs'][0], picture[9:53, 18:62])
    assert loose['img_shape'] == (44, 44)


def test_shifted_crops(folder):
    sample = SVHNDataset(str(folder), pipeline=[])[1]
    crop = CropNumber(32, context=2.0, shift=0.25, seed=3)
    first = crop.transform(dict(sample))['imgs'][0]
    again = crop.transform(dict(sample))['imgs'][0]
    centred = CropNumber(32, context=2.0).transform(dict(sample))['imgs'][0]
    np.testing.assert_array_equal(first, again)
    assert (first != centred).any()


def test_kept_pictures_are_read_once(folder):
    sample = SVHNDataset(str(folder), pipeline=[])[1]
    keeps, reads = CropNumber(22, keep=True), CropNumber(22)
    before = keeps.transform(dict(sample))['imgs'][0]
    np.testing.assert_array_equal(
        reads.transform(dict(sample))['imgs'][0], before
    )
    (folder / '2.png').unlink()
    np.testing.assert_array_equal(
        keeps.transform(dict(sample))['imgs'][0], before
    )
    with pytest.raises(FileNotFoundError, match='cannot read the image'):
        reads.transform(dict(sample))


def test_missing_and_wrong_files_are_explained(folder, tmp_path):
    with pytest.raises(FileNotFoundError, match='unpack train.tar.gz'):
        SVHNDataset(str(tmp_path / 'nowhere'), pipeline=[])
    sample = SVHNDataset(str(folder), pipeline=[])[0]
    (folder / '1.png').unlink()
    with pytest.raises(FileNotFoundError, match='cannot read the image'):
        CropNumber().transform(sample)
    text = tmp_path / 'text.mat'
    text.write_text('no matrix')
    with pytest.raises(ValueError, match='is no MATLAB v7.3 file'):
        digit_struct.read_digit_struct(str(text))
    other = tmp_path / 'other.mat'
    h5py.File(other, 'w').create_group('X')
    with pytest.raises(ValueError, match='has no digitStruct'):
        digit_struct.read_digit_struct(str(other))


def test_made_numbers_have_true_boxes(tmp_path):
    """Digits of one brightness on black: each box holds ink to its edges."""
    rng = np.random.default_rng(0)
    images = np.zeros((10, 28, 28), np.uint8)
    for n in range(10):
        cv2.putText(
            images[n], str(n), (6, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2
        )
    ground = np.zeros((80, 90, 3), np.uint8)
    house_numbers.write_house_numbers(
        str(tmp_path), 12, images, np.arange(10), [ground], rng
    )
    data = SVHNDataset(str(tmp_path), pipeline=[])
    assert len(data) == 12
    for index in range(12):
        sample = data[index]
        ink = cv2.imread(sample['filename']).max(-1) > 25
        inside = np.zeros_like(ink)
        for x1, y1, x2, y2 in sample['boxes'].astype(int):
            inside[y1:y2, x1:x2] = True
            box = ink[y1:y2, x1:x2]
            assert box[:2].any() and box[-2:].any()
            assert box[:, :2].any() and box[:, -2:].any()
        assert not (ink & ~inside).any()
        digits = [d for d in sample['label'] if d != 10]
        assert len(digits) == len(sample['boxes'])


def test_grounds_need_videos(tmp_path):
    with pytest.raises(FileNotFoundError, match='no readable video'):
        house_numbers.read_grounds(str(tmp_path), 3, np.random.default_rng(0))
