"""``stn_action://NAME``: weights that come with the package."""

from pathlib import Path

from mmengine.runner import CheckpointLoader
from mmengine.runner.checkpoint import load_from_local

#: The weights and, beside each file, its card.
WEIGHTS = Path(__file__).resolve().parent.parent / 'weights'

PREFIX = 'stn_action://'


@CheckpointLoader.register_scheme(prefixes=PREFIX, force=True)
def load_released(filename: str, map_location=None) -> dict:
    """Load a file of ``stn_action/weights`` as MMEngine loads others.

    Raises:
        FileNotFoundError: There is no such file.
    """
    path = WEIGHTS / filename[len(PREFIX) :]
    if not path.is_file():
        known = ', '.join(PREFIX + p.name for p in WEIGHTS.glob('*.pth'))
        raise FileNotFoundError(f'{filename}: no such weights; known: {known}')
    return load_from_local(str(path), map_location)
