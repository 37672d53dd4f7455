"""Reads the config that a command line names, with its ``--cfg-options``."""

import difflib
import inspect
import os
from typing import Iterator, Optional, Set

from mmengine.config import Config
from mmengine.logging import MMLogger
from mmengine.runner import FlexibleRunner, Runner

from ..registration import register_all_modules
from .errors import one_line
from .screen_log import keep_off_screen

#: What MMEngine's runners read beside the arguments of their constructors.
_OF_RUNNERS = """
activation_checkpointing compile detect_anomalous_params
efficient_conv_bn_eval find_unused_parameters model_wrapper_cfg runner_type
sync_bn
"""
#: Location of the data: handed down to the data sets by name.
_OF_DATA = ('data_root', 'data_prefix', 'ann_file')


def read_config(path: str, options: Optional[dict] = None) -> Config:
    """The config in a file, with the options of a command line.

    Args:
        path (str): The file.
        options (dict, optional): From MMEngine's ``DictAction``.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no config with a model, or an option changes nothing
            that is read.
    """
    register_all_modules()  # before the bases of the config are read
    keep_off_screen(MMLogger.get_current_instance())
    if os.path.isdir(path):
        raise ValueError(f'{path}: a folder, expected a config file.')
    if not os.path.isfile(path):
        raise FileNotFoundError(f'{path}: no such config file.')
    try:
        cfg = Config.fromfile(path)
    except Exception as error:  # it is Python, which raises anything
        raise ValueError(f'{path}: {one_line(error)}') from error
    if not isinstance(cfg.get('model'), dict):
        raise ValueError(
            f'{path}: expected a config with model = dict(...), it has none.'
        )
    if options:
        _merge(cfg, options)
    return cfg


def _merge(cfg: Config, options: dict) -> None:
    known = _known_keys()
    for option in options:
        top = option.partition('.')[0]
        if top not in known:
            raise ValueError(
                f'--cfg-options {option}: nothing reads {top!r}, so nothing '
                f'would change{_hint(top, cfg, known)}.'
            )
    try:
        cfg.merge_from_dict(options)
    except Exception as error:  # whatever does not fit the config
        raise ValueError(f'--cfg-options: {one_line(error)}') from error
    _point_datasets(cfg, options)


def _known_keys() -> Set[str]:
    runners = [inspect.signature(r.__init__) for r in (Runner, FlexibleRunner)]
    own = {name for runner in runners for name in runner.parameters}
    return own.union(_OF_RUNNERS.split(), _OF_DATA) - {'self', 'cfg'}


def _hint(top: str, cfg: Config, known: Set[str]) -> str:
    if top in cfg:  # a name of a base, such as stn or a pipeline
        return (
            '; the config has copied it elsewhere already: give the place '
            f'that holds the copy, such as model.{top}'
        )
    close = difflib.get_close_matches(top, sorted(known), 1)
    return f'; did you mean {close[0]}?' if close else ''


def _point_datasets(cfg: Config, options: dict) -> None:
    """Hand the location of the data down to the datasets, in place.

    A config computes paths from ``data_root`` when the file is read.
    Overriding ``data_root`` alone would silently change nothing.
    """
    named = {option.split('.')[0] for option in options}
    for part, keys in (
        ('train', ('data_root', 'data_prefix')),
        ('val', ('data_root', 'data_prefix')),
        ('test', _OF_DATA),
    ):
        dataloader = cfg.get(f'{part}_dataloader')
        for dataset in datasets_of(dataloader.dataset) if dataloader else ():
            dataset.update({k: cfg[k] for k in keys if k in named})


def datasets_of(dataset: dict) -> Iterator[dict]:
    """Yield a data set and those that it wraps, where they have a pipeline."""
    if 'pipeline' in dataset:
        yield dataset
    inner = dataset.get('datasets', [])  # of ConcatDataset
    for wrapped in [*inner, *filter(None, [dataset.get('dataset')])]:
        yield from datasets_of(wrapped)
