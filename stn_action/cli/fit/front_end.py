"""Where the localisation network comes from: released, trained, or a file."""

import os

from mmengine.config import Config

from ...models.checkpoint_file import read_checkpoint
from .. import config_file

#: The model's keys of a front end, and the loaders of its crops.
PARTS = 'stn_action::own_data/_base_/pixel_front_end.py'


def read_config(name: str) -> Config:
    """A config by its path, or by ``package::path``, as bases are named.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no config with a model.
    """
    if '::' in name:
        return Config.fromstring(f'_base_ = {name!r}', '.py')
    return config_file.read_config(name)


def check_choice(choice: str) -> None:
    """Raises:
    ValueError: It is no checkpoint of a localisation network.
    """
    if choice in ('released', 'train'):
        return
    if not os.path.isfile(choice):
        raise ValueError(
            f"--front-end {choice}: expected 'released', 'train', or the "
            'checkpoint of a localisation network'
        )
    content = read_checkpoint(choice)
    state = content.get('state_dict', content)
    if not any(name.startswith('stn.') for name in state):
        raise ValueError(
            f'--front-end {choice}: holds no localisation network (stn.*)'
        )
