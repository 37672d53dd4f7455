"""The lists of a COCO file, and fields of a type, each fault in one line."""

from typing import Any, Dict, List


def table_of(raw: Any, name: str) -> List[dict]:
    """One of the lists of a file, all of whose members are objects."""
    table = raw.get(name) if isinstance(raw, dict) else None
    if not isinstance(table, list):
        raise ValueError(
            'expected COCO-video JSON with videos, images (video_id, '
            'frame_id), annotations (image_id, instance_id or track_id, bbox, '
            f'category_id) and categories; {name} is no list.'
        )
    for index, row in enumerate(table):
        if not isinstance(row, dict):
            raise ValueError(
                f'expected COCO-video JSON; {name}, number {index}: expected '
                f'an object, got {str(row)[:40]!r}.'
            )
    return table


def field_of(row: dict, kind: type, what: str, *keys: str):
    """The first of the keys that a row has, which must be of a type."""
    for key in keys:
        if key in row:
            value = row[key]
            wrong = isinstance(value, bool) or not isinstance(value, kind)
            if wrong or (isinstance(value, int) and abs(value) >= 2**63):
                raise ValueError(f'{what}: {key} is {str(value)[:40]!r}.')
            return value
    raise ValueError(f'{what}: expected COCO-video JSON, lacks {keys[0]}.')


def by_id(rows: List[dict], what: str) -> Dict[int, dict]:
    result = {}
    for index, row in enumerate(rows):
        name = field_of(row, int, f'{what} number {index}', 'id')
        if name in result:
            raise ValueError(f'{what} {name}: this id stands twice.')
        result[name] = row
    return result


def categories_of(rows: List[dict]) -> Dict[int, str]:
    """``{id: name}`` in the order of the ids."""
    table = by_id(rows, 'category')
    names = {
        i: field_of(table[i], str, f'category {i}', 'name') for i in table
    }
    if len(set(names.values())) < len(names):
        raise ValueError('two categories have one name.')
    return dict(sorted(names.items()))
