"""``num_classes`` of a head, filled in from the annotation file."""

import os
from typing import Iterator, Optional

from mmengine.config import Config

from ..datasets.annotation_file import class_names, read_annotation_file


def fill_num_classes(cfg: Config) -> None:
    """Set a head's ``num_classes=None`` to that of the data, in place.

    The number of names in the annotation file of the training, or, where that
    file does not exist, of the test. A config that states a number keeps it;
    ``PreflightHook`` compares it with the data.

    Raises:
        ValueError: The head has ``num_classes=None`` and no annotation file
            that can be read names the classes.
    """
    head = (cfg.get('model') or {}).get('cls_head') or {}
    if 'num_classes' not in head or head['num_classes'] is not None:
        return
    tried = []
    for path in _annotation_files(cfg):
        tried.append(path)
        count = _classes_of(path)
        if count:
            head['num_classes'] = count
            return
    raise ValueError(
        'model.cls_head.num_classes is None, and no annotation file names the '
        f'classes (looked at {", ".join(tried) or "none"}): correct data_root '
        'and ann_file, or set model.cls_head.num_classes'
    )


def _annotation_files(cfg: Config) -> Iterator[str]:
    for part in ('train', 'val', 'test'):
        dataset = (cfg.get(f'{part}_dataloader') or {}).get('dataset') or {}
        while 'dataset' in dataset:  # of RepeatDataset and its kin
            dataset = dataset['dataset']
        name = dataset.get('ann_file')
        if name and dataset.get('type') == 'PersonTubeDataset':
            yield os.path.join(dataset.get('data_root') or '', name)


def _classes_of(path: str) -> Optional[int]:
    if not os.path.isfile(path):
        return None
    metainfo, _ = read_annotation_file(path)
    return len(class_names(metainfo, path, needed=False)) or None
