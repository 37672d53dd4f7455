"""MMAction2's own configs with an STN put in, made small and checked."""

from .check import check_config
from .configs import find_configs, load_config, zoo_root

__all__ = ['check_config', 'find_configs', 'load_config', 'zoo_root']
