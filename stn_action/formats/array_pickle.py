"""Reads pickles of plain containers and numeric arrays, and nothing else.

NumPy's own loaders trust the file: a crafted state makes them follow a
pointer. So nothing of NumPy is called with what a file says. Each array is
made anew from a buffer, after its type, shape and size were checked against
each other.
"""

import io
import math
import os
import pickle
import pickletools
import re

import numpy as np

#: Larger files are refused.
MAX_BYTES = 2**30

_NUMERIC = re.compile(r'b1|[iu][1248]|f[248]')

# What containers, numbers, strings and arrays need. Others make objects of
# classes, or reach outside the file.
_OPCODES = (
    'MARK STOP POP POP_MARK DUP PROTO FRAME NONE NEWTRUE NEWFALSE INT BININT '
    'BININT1 BININT2 LONG LONG1 LONG4 FLOAT BINFLOAT STRING BINSTRING '
    'SHORT_BINSTRING BINBYTES SHORT_BINBYTES BINBYTES8 BYTEARRAY8 UNICODE '
    'BINUNICODE SHORT_BINUNICODE BINUNICODE8 EMPTY_LIST APPEND APPENDS LIST '
    'EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3 EMPTY_DICT DICT SETITEM SETITEMS '
    'GET BINGET LONG_BINGET PUT BINPUT LONG_BINPUT MEMOIZE GLOBAL '
    'STACK_GLOBAL REDUCE BUILD'
)
_ALLOWED = frozenset(_OPCODES.split())


def load_arrays(path: str):
    """Load the pickle of Python 2 or 3.

    Returns:
        Containers, numbers, strings and arrays of numbers.

    Raises:
        pickle.UnpicklingError: It is larger than ``MAX_BYTES``, damaged, or
            wants to load anything but plain containers and arrays.
    """
    size = os.path.getsize(path)
    if size > MAX_BYTES:
        raise pickle.UnpicklingError(
            f'{size} bytes, expected an annotation file of at most {MAX_BYTES}'
        )
    with open(path, 'rb') as file:
        raw = file.read()
    _check_opcodes(raw)
    try:
        return _ArraysOnlyUnpickler(io.BytesIO(raw), encoding='latin1').load()
    except (pickle.UnpicklingError, MemoryError):
        raise
    except Exception as error:  # a damaged pickle raises nearly anything
        raise pickle.UnpicklingError(
            f'a damaged pickle ({type(error).__name__})'
        ) from error


def _check_opcodes(raw: bytes) -> None:
    """Refuse unknown instructions, and memos that would fill the memory."""
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(raw)):
            if opcode.name not in _ALLOWED:
                raise pickle.UnpicklingError(
                    f'refused the instruction {opcode.name}: an annotation '
                    'file holds plain containers and NumPy arrays only'
                )
            if 'PUT' in opcode.name and argument > count + 1:
                raise pickle.UnpicklingError('a damaged pickle (memo)')
    except pickle.UnpicklingError:
        raise
    except Exception as error:
        raise pickle.UnpicklingError('no pickle, or one cut off') from error


class _DType:
    """Stands for ``numpy.dtype`` while a file is loaded."""

    __slots__ = ('dtype',)

    def __init__(self, code, *_):
        if not isinstance(code, str) or not _NUMERIC.fullmatch(code):
            raise pickle.UnpicklingError(
                f'refused an array of {code!r:.40}: expected numbers'
            )
        self.dtype = np.dtype(code)

    def __setstate__(self, state):
        order = state[1]
        if order not in ('<', '>', '=', '|') or any(state[2:5]):
            raise pickle.UnpicklingError('refused a state of a dtype')
        self.dtype = self.dtype.newbyteorder(order)


class _Array(np.ndarray):
    """An array whose state is checked before NumPy sees it."""

    def __setstate__(self, state):
        _, shape, dtype, fortran, raw = state
        if isinstance(raw, str):  # as Python 2 wrote it
            raw = raw.encode('latin1')
        plain = _array(raw, dtype, shape, 'F' if fortran else 'C')
        super().__setstate__(
            (1, plain.shape, plain.dtype, bool(fortran), bytes(raw))
        )


def _array(raw, dtype, shape, order='C') -> np.ndarray:
    """An array from a buffer, whose length must be what the rest says."""
    fits = (
        isinstance(raw, (bytes, bytearray))
        and isinstance(dtype, _DType)
        and isinstance(shape, tuple)
        and len(shape) <= 8
        and all(type(n) is int and n >= 0 for n in shape)
        and math.prod(shape) * dtype.dtype.itemsize == len(raw)
    )
    if not fits:
        raise pickle.UnpicklingError(
            'refused an array: its type, shape and bytes do not fit together'
        )
    flat = np.frombuffer(bytes(raw), dtype.dtype)
    return flat.reshape(shape, order='F' if order == 'F' else 'C')


def _scalar(dtype, raw):
    if isinstance(raw, str):
        raw = raw.encode('latin1')
    return _array(raw, dtype, ())[()]


def _encode(text, encoding='latin1') -> bytes:
    """How protocol 2 of Python 3 writes bytes."""
    return text.encode('latin1')


class _Call:
    """A function that a file may call, and not change."""

    __slots__ = ('_function',)

    def __init__(self, function):
        self._function = function

    def __call__(self, *args):
        return self._function(*args)

    def __setstate__(self, state):
        raise pickle.UnpicklingError('refused to change a function')


def _functions() -> dict:
    functions = {
        ('numpy', 'ndarray'): 'ndarray',  # an argument alone, never called
        ('numpy', 'dtype'): _Call(_DType),
        ('_codecs', 'encode'): _Call(_encode),
        ('__builtin__', 'bytes'): _Call(lambda: b''),  # of no length
    }
    for core in 'numpy.core', 'numpy._core':  # the names of NumPy 1 and 2
        functions[core + '.multiarray', '_reconstruct'] = _Call(
            lambda *_: np.empty(0, np.int8).view(_Array)
        )
        functions[core + '.multiarray', 'scalar'] = _Call(_scalar)
        functions[core + '.numeric', '_frombuffer'] = _Call(_array)
    return functions


class _ArraysOnlyUnpickler(pickle.Unpickler):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._functions = _functions()

    def find_class(self, module, name):
        try:
            return self._functions[module, name]
        except KeyError:
            raise pickle.UnpicklingError(
                f'refused to load {module}.{name}: an annotation file holds '
                'plain containers and NumPy arrays only'
            ) from None
