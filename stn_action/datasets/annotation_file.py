"""Reading the annotation file of ``PersonTubeDataset``: JSON and nothing else.

``mmengine.load`` would choose a reader by the ending of the name, and its
readers of pickle and YAML run code that the file holds.
"""

from typing import Any, List, Tuple

from mmengine.fileio import exists, get_local_path

from ..formats.text_files import read_json


def read_annotation_file(path: str) -> Tuple[dict, List[Any]]:
    """``metainfo`` and ``data_list`` of a file.

    Args:
        path (str): Path of a JSON file, on any of MMEngine's file backends.

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
        metainfo (dict): ``metainfo`` of the file.
        path (str): Path of the file, for errors.
        needed (bool): Whether the file must name classes.

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
    """A value, shortened to fit into one line of an error message."""
    text = repr(value)
    return text if len(text) <= length else text[: length - 3] + '...'


def _parse(path: str) -> Any:
    try:
        with get_local_path(path) as local:
            return read_json(local)
    except ValueError as error:
        raise ValueError(
            f'{error} Annotation files are JSON; others, such as pickle and '
            'YAML, are not read, since they can run code.'
        ) from None
