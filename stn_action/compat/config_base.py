"""MMEngine 0.10.7 refuses ``_base_ = 'stn_action::...'``.

Where: ``mmengine/config/utils.py`` knows the OpenMMLab packages from a fixed
list (``MODULE2PACKAGE``). Adding a name to it is not enough: values taken
over from such a base get ``_scope_='stn_action'``, and this package registers
its classes in MMAction2's scope. So ``Config._get_cfg_path`` resolves the name
itself and hands back no scope, as for a base given by its path.

MMEngine reads the bases of a config before its ``custom_imports``. The tools
of this package call ``register_all_modules()`` first, which installs this;
with MMAction2's own ``tools/train.py`` a base is given by its path.
"""

from pathlib import Path

from mmengine.config import Config
from mmengine.config.utils import MODULE2PACKAGE

_PREFIX = 'stn_action::'
_PACKAGE = Path(__file__).resolve().parent.parent


def is_needed() -> bool:
    return 'stn_action' not in MODULE2PACKAGE and not hasattr(
        Config._get_cfg_path, 'resolves_stn_action'
    )


def configs_folder() -> Path:
    """``configs/`` of the installed package, or of the checkout."""
    installed = _PACKAGE / '.mim/configs'
    return installed if installed.is_dir() else _PACKAGE.parent / 'configs'


def install() -> None:
    if not is_needed():
        return
    original = Config._get_cfg_path

    def _get_cfg_path(cfg_path, filename):
        if not cfg_path.startswith(_PREFIX):
            return original(cfg_path, filename)
        path = configs_folder() / cfg_path[len(_PREFIX) :]
        if not path.is_file():
            raise FileNotFoundError(
                f'{filename}: the base {cfg_path!r} was expected at {path}. '
                f'Give the path below {configs_folder()} with its ending.'
            )
        return str(path), None

    _get_cfg_path.resolves_stn_action = True
    Config._get_cfg_path = staticmethod(_get_cfg_path)
