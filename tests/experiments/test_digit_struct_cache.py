"""What was read of digitStruct.mat is kept, and never outlives its file."""

import os

import numpy as np
import pytest

pytest.importorskip('h5py')

from stn_action.experiments.paper.datasets import (
    digit_struct,
    digit_struct_cache,
)

NUMBERS = [
    digit_struct.Number('1.png', np.array([7]), np.array([[2.0, 1, 8, 9]])),
    digit_struct.Number(
        '2.png', np.array([0, 3]), np.ones((2, 4)) * [[1], [5]]
    ),
]


@pytest.fixture
def path(tmp_path):
    path = str(tmp_path / 'digitStruct.mat')
    digit_struct.write_digit_struct(path, NUMBERS)
    return path


def read(path):
    return [
        (number.name, number.digits.tolist(), number.boxes.tolist())
        for number in digit_struct_cache.read_digit_struct_once(path)
    ]


def test_second_time_without_the_file(path, monkeypatch):
    first = read(path)
    assert first == [(n, d.tolist(), b.tolist()) for n, d, b in NUMBERS]

    def refuse(path):
        raise AssertionError('read again')

    monkeypatch.setattr(digit_struct_cache, 'read_digit_struct', refuse)
    assert read(path) == first


def test_another_file_is_read_anew(path):
    read(path)
    digit_struct.write_digit_struct(path, NUMBERS[1:])
    os.utime(path, ns=(1, 1))
    assert [name for name, _, _ in read(path)] == ['2.png']


def test_a_copy_that_was_cut_off_does_no_harm(path):
    first = read(path)
    cache = path + '.cache.npz'
    with open(cache, 'r+b') as file:
        file.truncate(os.path.getsize(cache) // 2)
    assert read(path) == first
