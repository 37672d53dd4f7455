"""Damage: to the text of a file, or to the object that is then written."""

import json
import re
from typing import Any, Tuple

import numpy as np

#: Values that a field is given in place of its own.
ODD = (
    None, True, False, '', 'x', '7', -1, 0, 1, 3.5, 1e308, -1e308, 2**31,
    2**63, -(2**63), 10**400, float('nan'), float('inf'), [], {}, [[]], [None],
    'ü\0', '../../x', '/etc/x', '$\\frac{$', [1, 2], {'a': 1}, 'a' * 300,
)  # fmt: skip
_TOKENS = (
    '', ' ', '-1', '0', '1', '1e309', 'nan', 'inf', '2.5', '-0', '1_0', '٣',
    '99999999999999999999', 'x', '"', '<', '&', ',', ',,', '\n', '\0', '{',
    ']', '0x10', '1e3', '+1', '\ufeff', '<!--', '${x}', '%s',
)  # fmt: skip


def damage_text(rng, text: str) -> bytes:
    """Change one to three places of a text; sometimes its encoding."""
    for _ in range(int(rng.integers(1, 4))):
        kind = _TEXT[int(rng.integers(len(_TEXT)))]
        text = kind(rng, text)
    raw = text.encode('utf-8', 'surrogatepass')
    draw = rng.random()
    if draw < 0.03:
        return b'\xef\xbb\xbf' + raw
    if draw < 0.05:
        return text.encode('utf-16', 'surrogatepass')
    if draw < 0.08:
        return text.encode('latin-1', 'replace')
    return damage_bytes(rng, raw) if draw < 0.12 else raw


def damage_bytes(rng, raw: bytes) -> bytes:
    """Flip, cut or repeat some bytes."""
    raw = bytearray(raw)
    for _ in range(int(rng.integers(1, 4))):
        place = int(rng.integers(len(raw))) if raw else 0
        draw = rng.random()
        if draw < 0.6 and raw:
            raw[place] ^= 1 << int(rng.integers(8))
        elif draw < 0.8:
            del raw[place : place + int(rng.integers(1, 9))]
        elif draw < 0.9:
            raw = raw[:place]
        else:
            raw[place:place] = raw[place : place + 8]
    return bytes(raw)


def _token(rng, text: str) -> str:
    """Another value in place of a number or word."""
    spots = list(re.finditer(r'-?\d+\.?\d*|\w+', text))
    if not spots:
        return text
    spot = spots[int(rng.integers(len(spots)))]
    new = _TOKENS[int(rng.integers(len(_TOKENS)))]
    return text[: spot.start()] + new + text[spot.end() :]


def _digit(rng, text: str) -> str:
    """Another digit: the file stays well formed."""
    spots = [m.start() for m in re.finditer(r'\d', text)]
    if not spots:
        return text
    place = spots[int(rng.integers(len(spots)))]
    return text[:place] + str(int(rng.integers(10))) + text[place + 1 :]


def _lines(rng, text: str) -> str:
    """A line lost, repeated, moved or cut."""
    lines = text.split('\n')
    place, other = rng.integers(len(lines), size=2)
    draw = rng.random()
    if draw < 0.3:
        del lines[place]
    elif draw < 0.6:
        lines.insert(int(other), lines[place])
    elif draw < 0.8:
        lines[place], lines[other] = lines[other], lines[place]
    else:
        lines[place] = lines[place][: int(rng.integers(1 + len(lines[place])))]
    return '\n'.join(lines)


def _insert(rng, text: str) -> str:
    place = int(rng.integers(len(text) + 1))
    new = _TOKENS[int(rng.integers(len(_TOKENS)))]
    return text[:place] + new + text[place:]


def _cut(rng, text: str) -> str:
    return text[: int(rng.integers(len(text) + 1))]


_TEXT = (_token, _token, _token, _digit, _digit, _lines, _insert, _cut)


def damage_object(rng, raw: Any) -> Any:
    """A copy of nested containers in which some places are changed."""
    raw = _copy(raw)
    if rng.random() < 0.02:
        return _odd(rng)
    for _ in range(int(rng.integers(1, 4))):
        holder, key = _place(rng, raw)
        if holder is None:
            return raw
        _change(rng, holder, key)
    return raw


def damage_json(rng, text: str) -> bytes:
    """Damage a JSON text so that it stays well formed most of the time."""
    if rng.random() < 0.25:
        return damage_text(rng, text)
    if rng.random() < 0.01:
        depth = int(rng.integers(10, 200000))
        return b'[' * depth + b']' * depth
    raw = damage_object(rng, json.loads(text))
    return json.dumps(raw, ensure_ascii=rng.random() < 0.5).encode(
        'utf-8', 'surrogatepass'
    )


def _copy(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {k: _copy(v) for k, v in raw.items()}
    if isinstance(raw, (list, tuple)):
        return [_copy(v) for v in raw]
    return raw.copy() if isinstance(raw, np.ndarray) else raw


def _place(rng, raw: Any) -> Tuple[Any, Any]:
    """A container and a key in it, at any depth."""
    holder = key = None
    while isinstance(raw, (dict, list, np.ndarray)) and len(raw):
        if holder is not None and rng.random() < 0.12:
            break
        keys = list(raw) if isinstance(raw, dict) else range(len(raw))
        holder, key = raw, keys[int(rng.integers(len(keys)))]
        raw = raw[key]
    return holder, key


def _change(rng, holder: Any, key: Any) -> None:
    draw = rng.random()
    if isinstance(holder, np.ndarray):
        _change_array(rng, holder, key)
    elif draw < 0.15:
        del holder[key]
    elif draw < 0.25 and isinstance(holder, list):
        holder.insert(key, _copy(holder[key]))
    elif draw < 0.45 and type(holder[key]) in (int, float):
        holder[key] = holder[key] + int(rng.choice([-50, -1, 1, 50]))
    else:
        holder[key] = _odd(rng)


def _change_array(rng, array: np.ndarray, key: int) -> None:
    values = [np.nan, np.inf, -1, 0, 0.5, 1e9, 1e30, 400]
    if array.dtype.kind == 'f':
        array[key] = values[int(rng.integers(len(values)))]


def _odd(rng) -> Any:
    return _copy(ODD[int(rng.integers(len(ODD)))])
