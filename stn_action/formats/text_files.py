"""Text and JSON of other people's files, with errors of one line."""

import codecs
import json
import math
import os
import re
from typing import Any, List

#: Larger files of text are refused: such an annotation file is none.
MAX_BYTES = 2**30
_NUMBER = re.compile(r'[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?', re.ASCII)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: str) -> str:
    """The text of a file: UTF-8, with or without a byte-order mark, or UTF-16
    with one.

    Raises:
        ValueError: The file is too large, or of another encoding.
        OSError: There is no such file.
    """
    size = os.path.getsize(path)
    if size > MAX_BYTES:
        raise ValueError(
            f'{path}: {size} bytes, expected an annotation file of at most '
            f'{MAX_BYTES}.'
        )
    with open(path, 'rb') as file:
        raw = file.read()
    encoding = 'utf-16' if raw[:2] in _UTF16 else 'utf-8-sig'
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f'{path}: not {encoding.removesuffix("-sig").upper()} (byte '
            f'{error.start}); save the file as UTF-8.'
        ) from None


def read_class_names(path: str) -> List[str]:
    """Names of classes, one a line; empty lines at the end do not count.

    Raises:
        ValueError: A line in between is empty, or all are.
    """
    names = [line.strip() for line in read_text(path).rstrip().splitlines()]
    if not names:
        raise ValueError(f'{path}: empty, expected the name of a class a line')
    for number, name in enumerate(names, 1):
        if not name:
            raise ValueError(
                f'{path}, line {number}: expected the name of class '
                f'{number - 1}, got an empty line'
            )
    return names


def read_json(path: str) -> Any:
    """Read a JSON file.

    Raises:
        ValueError: It is no JSON, nested too deeply, or has a key twice in
            one object.
    """
    try:
        return json.loads(read_text(path), object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as error:
        raise ValueError(f'{path}: no JSON ({error}).') from None
    except RecursionError:
        raise ValueError(f'{path}: JSON that is nested too deeply.') from None
    except _Twice as error:
        raise ValueError(f'{path}: {error}') from None


class _Twice(ValueError):
    """A key that an object has twice: readers would differ in which holds."""


def _no_key_twice(pairs: list) -> dict:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Twice(f'the key {twice!r} stands twice in one object.')
    return result


def number_of(text: str) -> float:
    """The finite number that a text is, and nothing else that Python reads as
    one (``1_000``, ``nan``).

    Raises:
        ValueError: It is none.
    """
    value = float(text) if _NUMBER.fullmatch(text.strip()) else math.nan
    if not math.isfinite(value):
        raise ValueError(f'expected a number, got {text[:40]!r}')
    return value


def whole_number_of(text: str, low: int = 0) -> int:
    """The whole number, from ``low`` to 2^31 - 2, that a text is (or ``3.0``).

    Raises:
        ValueError: It is none.
    """
    value = number_of(text)
    if value % 1 or not low <= value < 2**31 - 1:
        raise ValueError(
            f'expected a whole number from {low}, got {text[:40]!r}'
        )
    return int(value)
