"""Where the localisation network comes from: released, trained, or a file."""

import os
from typing import Optional

from mmengine.config import Config
from mmengine.runner import CheckpointLoader

#: The config of the released network, with ``front_end``; None: there is none.
RELEASED: Optional[str] = None
#: Of a network that is trained on the user's data.
TRAINED = 'stn_action::own_data/_base_/pixel_front_end.py'


def read_config(name: str) -> Config:
    """A config by its path, or by ``package::path``, as bases are named."""
    if '::' in name:
        return Config.fromstring(f'_base_ = {name!r}', '.py')
    return Config.fromfile(name)


def default_choice() -> str:
    """What ``--front-end`` is when it is not given."""
    return 'train' if RELEASED is None else 'released'


def check_choice(choice: str) -> None:
    """Raises:
    ValueError: It is no checkpoint of a localisation network.
    """
    if choice == 'train':
        return
    if choice == 'released':
        if RELEASED is None:
            raise ValueError(
                '--front-end released: this version comes without a trained '
                'localisation network; give train, or a checkpoint'
            )
        return
    if not os.path.isfile(choice):
        raise ValueError(
            f"--front-end {choice}: expected 'released', 'train', or the "
            'checkpoint of a localisation network'
        )
    content = CheckpointLoader.load_checkpoint(choice, map_location='cpu')
    state = content.get('state_dict', content)
    if not any(name.startswith('stn.') for name in state):
        raise ValueError(
            f'--front-end {choice}: holds no localisation network (stn.*)'
        )


def front_end_parts(choice: str) -> Config:
    """A config with the model's keys of a front end (``front_end``).

    It also has the loaders of its crops.
    """
    return read_config(RELEASED if choice == 'released' else TRAINED)
