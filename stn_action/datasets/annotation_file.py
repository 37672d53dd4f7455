"""Reading the annotation file of ``PersonTubeDataset``: JSON and nothing else.

``mmengine.load`` would choose a reader by the ending of the name, and its
readers of pickle and YAML run code that the file holds.
"""

import json
from typing import Any, List, Tuple

from mmengine.fileio import exists, get


def read_annotation_file(path: str) -> Tuple[dict, List[Any]]:
    """``metainfo`` and ``data_list`` of a file.

    Args:
        path (str): Of a JSON file in UTF-8, with or without a byte-order
            mark, on any of MMEngine's file backends.

    Returns:
        tuple[dict, list]: ``metainfo``, and ``data_list``, whose entries are
        not checked yet.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is not JSON, or holds something else.
    """
    if not exists(path):
        raise FileNotFoundError(
            f'{path}: no such annotation file. Build it with '
            'tools/data/<data set>/build_annotations.py, or correct '
            'data_root and ann_file in the config.'
        )
    raw = _parse(path)
    if not isinstance(raw, dict) or not {'metainfo', 'data_list'} <= set(raw):
        raise ValueError(
            f'{path}: expected a dict with metainfo and data_list.'
        )
    for key, kind in (('metainfo', dict), ('data_list', list)):
        if not isinstance(raw[key], kind):
            raise ValueError(
                f'{path}: {key} must be a {kind.__name__}, '
                f'got {shown(raw[key])}.'
            )
    return raw['metainfo'], raw['data_list']


def class_names(metainfo: dict, path: str, needed: bool) -> List[str]:
    """The classes of the file.

    Args:
        metainfo (dict): Of the file.
        path (str): Named in errors.
        needed (bool): Whether there must be any.

    Raises:
        ValueError: They are no list of different names, or are missing.
    """
    classes = metainfo.get('classes')
    if classes is None:
        classes = []
    if not isinstance(classes, list) or not all(
        isinstance(name, str) for name in classes
    ):
        raise ValueError(
            f'{path}: metainfo.classes must be a list of names, '
            f'got {shown(classes)}.'
        )
    twice = {name for name in classes if classes.count(name) > 1}
    if twice:
        raise ValueError(
            f'{path}: metainfo.classes holds {shown(min(twice))} twice.'
        )
    if needed and not classes:
        raise ValueError(f'{path}: metainfo must hold the list "classes".')
    return classes


def shown(value: Any, length: int = 60) -> str:
    """A value for one line of an error message."""
    text = repr(value)
    return text if len(text) <= length else text[: length - 3] + '...'


def _parse(path: str) -> Any:
    content = get(path)
    try:
        return json.loads(content.decode('utf-8-sig'))
    except UnicodeDecodeError as error:
        reason = f'not UTF-8 at byte {error.start}'
    except RecursionError:
        reason = 'nested too deeply'
    except ValueError as error:
        reason = str(error)
    raise ValueError(
        f'{path}: expected an annotation file in JSON; it does not parse '
        f'({reason}). Files of other kinds are not read, since pickle and '
        'YAML can run code: convert them to JSON.'
    ) from None
