import pickle

import numpy as np
import pytest

from stn_action.formats import array_pickle
from stn_action.formats.array_pickle import load_arrays


def write(tmp_path, raw):
    path = tmp_path / 'a.pkl'
    path.write_bytes(raw)
    return str(path)


@pytest.mark.parametrize('protocol', range(6))
def test_comes_back_equal(tmp_path, protocol):
    raw = dict(
        arrays=[
            np.arange(6, dtype='f4').reshape(2, 3),
            np.asfortranarray(np.arange(6.0).reshape(2, 3)),
            np.arange(3, dtype='>i4'),
            np.zeros((0, 5)),
            np.array([True, False]),
        ],
        scalars=[np.int64(4), np.float32(0.5)],
        others=[(240, 320), 'ü', b'ab', b'', None, 2**70, 0.1],
    )
    got = load_arrays(write(tmp_path, pickle.dumps(raw, protocol)))
    assert len(got['arrays']) == len(raw['arrays'])
    for first, second in zip(raw['arrays'], got['arrays']):
        assert first.dtype.kind == second.dtype.kind
        np.testing.assert_array_equal(first, second)
        assert second.flags.writeable or protocol == 5
    assert got['scalars'] == raw['scalars'] and got['others'] == raw['others']


def test_as_python_2_wrote_it(tmp_path):
    """Protocol 2 with byte strings for raw data, as in JHMDB-GT.pkl."""
    raw = (
        b'\x80\x02cnumpy.core.multiarray\n_reconstruct\n'
        b'cnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01K\x02\x85'
        b'cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNN'
        b'J\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89'
        b'U\x08' + np.array([1.5, -2], '<f4').tobytes() + b'tb.'
    )
    assert load_arrays(write(tmp_path, raw)).tolist() == [1.5, -2]


def array_with(state, code=b'f4'):
    """A pickle that gives a raw array this state, after its dtype."""
    return (
        b'\x80\x02cnumpy.core.multiarray\n_reconstruct\n'
        b'cnumpy\nndarray\nK\x00\x85C\x01b\x87R'
        + state.replace(
            b'DTYPE',
            b'cnumpy\ndtype\nU\x02' + code + b'K\x00K\x01\x87R'
            b'(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb',
        )
        + b'b.'
    )


@pytest.mark.parametrize(
    'raw, message',
    [
        # objects in a buffer: NumPy would follow what stands there as pointers
        (
            array_with(b'(K\x01K\x01\x85DTYPE\x89C\x08AAAAAAAAt', b'O8'),
            "refused an array of 'O8'",
        ),
        # a buffer shorter, or longer, than the shape says
        (array_with(b'(K\x01K\x09\x85DTYPE\x89C\x08AAAAAAAAt'), 'do not fit'),
        (array_with(b'(K\x01K\x01\x85DTYPE\x89C\x08AAAAAAAAt'), 'do not fit'),
        (
            array_with(b'(K\x01J\xff\xff\xff\xff\x85DTYPE\x89C\x04AAAAt'),
            'do not fit',
        ),
        # text and dates are no numbers either
        (array_with(b'(K\x01K\x01\x85DTYPE\x89C\x04AAAAt', b'U1'), 'refused'),
        # a dtype with fields
        (
            b'\x80\x02cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<N'
            b'U\x01ax\x85N' + b'K\x08K\x01K\x1btb.',
            'refused|damaged|no pickle',
        ),
        # calling the type of arrays, with a buffer of one's choice
        (b'\x80\x02cnumpy\nndarray\nK\x08\x85\x85R.', 'damaged'),
        # bytes of any length
        (b'c__builtin__\nbytes\n(I99999999999\ntR.', 'damaged'),
        # a memo that would be filled with 4 billion places
        (b'\x80\x02]r\xff\xff\xff\xff.', 'memo'),
        # to change a function
        (
            b'\x80\x02cnumpy\ndtype\n}U\x01aK\x01sb.',
            'refused to change a function',
        ),
        (b'\x80\x02cos\nsystem\nU\x04true\x85R.', 'refused to load os.system'),
        (b'\x80\x02cnumpy\nload\nU\x01a\x85R.', 'refused to load numpy.load'),
        (b'\x80\x02\x82\x01.', 'refused the instruction EXT1'),
        (b'(ios\nsystem\n.', 'refused the instruction INST'),
        (b'%PDF', 'no pickle'),
        (b'', 'no pickle'),
    ],
)
def test_refuses(tmp_path, raw, message):
    with pytest.raises(pickle.UnpicklingError, match=message):
        load_arrays(write(tmp_path, raw))


def test_a_limit_on_size(tmp_path, monkeypatch):
    path = write(tmp_path, pickle.dumps(np.zeros(100)))
    monkeypatch.setattr(array_pickle, 'MAX_BYTES', 500)
    with pytest.raises(pickle.UnpicklingError, match='at most 500'):
        load_arrays(path)
