"""``digitStruct.mat`` of SVHN's format 1: a MATLAB v7.3, that is HDF5, file.

``digitStruct(i).name`` is a file name and ``digitStruct(i).bbox(j)`` has
``label`` (1 to 9, and 10 for a zero), ``left``, ``top``, ``width`` and
``height`` in pixels. In HDF5 these are references; a field of a single digit
is the number itself, one of several digits a column of references.
"""

from typing import List, NamedTuple, Sequence

import numpy as np

_FIELDS = ('label', 'left', 'top', 'width', 'height')
_HEADER = b'MATLAB 7.3 MAT-file, Platform: GLNXA64, HDF5 schema 1.00 .'


class Number(NamedTuple):
    """A house number: its file, digits (n, ) 0-9 and boxes (n, 4) xyxy."""

    name: str
    digits: np.ndarray
    boxes: np.ndarray


def _h5py():
    try:
        import h5py
    except ImportError as error:
        raise ImportError(
            'digitStruct.mat is an HDF5 file, and reading it needs h5py: '
            "pip install -e '.[svhn]' or pip install h5py"
        ) from error
    return h5py


def read_digit_struct(path: str) -> List[Number]:
    """All numbers of a file, in its order.

    Raises:
        ImportError: h5py is missing.
        ValueError: Not a file of this format.
    """
    h5py = _h5py()
    try:
        file = h5py.File(path, 'r')
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            raise ValueError(
                f'{path} is no MATLAB v7.3 file ({error}); SVHN format 1 has '
                'one in each of train.tar.gz, test.tar.gz and extra.tar.gz'
            ) from error
        raise
    with file:
        if 'digitStruct' not in file:
            raise ValueError(
                f'{path} has no digitStruct, only {list(file)}; '
                'format 2 (train_32x32.mat) is another data set'
            )
        struct = file['digitStruct']
        return [
            _number(file, name, bbox)
            for name, bbox in zip(struct['name'][:, 0], struct['bbox'][:, 0])
        ]


def _number(file, name, bbox) -> Number:
    text = ''.join(chr(code) for code in file[name][:, 0])
    label, left, top, width, height = (
        _values(file, file[bbox][field]) for field in _FIELDS
    )
    boxes = np.stack([left, top, left + width, top + height], 1)
    return Number(text, label.astype(int) % 10, boxes)


def _values(file, field) -> np.ndarray:
    if field.dtype == object:
        return np.array([file[ref][0, 0] for ref in field[:, 0]], float)
    return field[:, 0].astype(float)


def write_digit_struct(path: str, numbers: Sequence[Number]) -> None:
    """Write numbers in the same format, MATLAB's header included."""
    h5py = _h5py()
    with h5py.File(path, 'w', userblock_size=512) as file:
        refs = file.create_group('#refs#')
        names, boxes = [], []
        for index, number in enumerate(numbers):
            codes = np.array([[ord(char)] for char in number.name], np.uint16)
            names.append(refs.create_dataset(f'n{index}', data=codes).ref)
            group = refs.create_group(f'b{index}')
            for field, values in zip(_FIELDS, _columns(number)):
                _write_field(h5py, refs, group, field, values)
            boxes.append(group.ref)
        struct = file.create_group('digitStruct')
        for field, items in (('name', names), ('bbox', boxes)):
            data = struct.create_dataset(
                field, (len(items), 1), dtype=h5py.ref_dtype
            )
            data[:, 0] = items
    with open(path, 'r+b') as file:
        file.write(_HEADER.ljust(124) + b'\x00\x02IM')


def _columns(number: Number):
    """The five fields; a zero is label 10."""
    low, high = number.boxes[:, :2], number.boxes[:, 2:]
    label = np.where(number.digits == 0, 10, number.digits)
    return (label, *low.T, *(high - low).T)


def _write_field(h5py, refs, group, field, values) -> None:
    values = np.asarray(values, float)
    if len(values) == 1:
        group.create_dataset(field, data=values.reshape(1, 1))
        return
    data = group.create_dataset(field, (len(values), 1), dtype=h5py.ref_dtype)
    for row, value in enumerate(values):
        name = f'{group.name.rsplit("/", 1)[-1]}_{field}_{row}'
        data[row, 0] = refs.create_dataset(name, data=[[value]]).ref
