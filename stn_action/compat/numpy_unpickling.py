"""Rebuilds the NumPy values of a checkpoint without NumPy's own functions.

NumPy's rebuilders run no code, but they trust their input: a dtype from the
file may say that its eight bytes are pointers to Python objects
(``dtype.__setstate__`` takes the flags as they come), and NumPy follows them.
So ``checkpoint_loading`` hands out these stand-ins, which accept plain numbers
and strings and read nothing of a dtype but its code and byte order.
"""

import pickle
import re

import numpy as np

# Booleans, integers, floats, complex numbers, bytes and text. No objects
# ('O'), records or raw memory ('V').
_PLAIN_CODE = re.compile(r'b1|[iufc]\d{1,2}|[SU]\d+')


class PlainDtype:
    """Rebuilt in place of ``numpy.dtype``: holds it in ``value``."""

    def __init__(self, code, align=False, copy=False):
        if not isinstance(code, str) or not _PLAIN_CODE.fullmatch(code):
            raise pickle.UnpicklingError(
                f'The checkpoint holds a NumPy value of dtype {code!r}; only '
                'numbers, booleans and strings are loaded.'
            )
        self.value = np.dtype(code)

    def __setstate__(self, state):
        byte_order = state[1]
        if byte_order not in ('<', '>', '=', '|'):
            raise pickle.UnpicklingError(
                f'The checkpoint holds a dtype of byte order {byte_order!r}.'
            )
        self.value = self.value.newbyteorder(byte_order)


def _plain(dtype) -> np.dtype:
    if not isinstance(dtype, PlainDtype):
        raise pickle.UnpicklingError(
            f'The checkpoint rebuilds a NumPy value with {dtype!r} where its '
            'dtype belongs.'
        )
    return dtype.value


class LoadedArray(np.ndarray):
    """A NumPy array rebuilt from a checkpoint; saved again as ``ndarray``.

    The unpickler fills an array in place after making it, and only a subclass
    can look at what it is filled with. Made empty, whatever the file says:
    ``ndarray``'s own arguments include a buffer to take pointers from.
    """

    __array_priority__ = -1.0  # operations with plain arrays give plain arrays

    def __new__(cls):
        return super().__new__(cls, (0,))

    def __setstate__(self, state):
        version, shape, dtype, fortran, data = state
        super().__setstate__((version, shape, _plain(dtype), fortran, data))

    def __reduce_ex__(self, protocol):
        return np.asarray(self).__reduce_ex__(protocol)


def reconstruct(subtype, shape, code) -> LoadedArray:
    """Replaces ``numpy._core.multiarray._reconstruct``: an empty array."""
    return LoadedArray()


def scalar(dtype, data: bytes) -> np.generic:
    """Replaces ``numpy._core.multiarray.scalar``."""
    return np.frombuffer(data, _plain(dtype), count=1)[0]


def empty_bytes() -> bytes:
    """Stands for ``bytes``, which pickle calls for an empty array's data."""
    return b''
