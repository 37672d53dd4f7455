"""Reads a checkpoint file; an error is one line that names the file."""

import os

from mmengine.runner import CheckpointLoader


def is_file_name(path: str) -> bool:
    """Whether a path names a file of this machine rather than a URL."""
    return '://' not in path


def read_checkpoint(path: str) -> dict:
    """Load a checkpoint file onto the CPU.

    Args:
        path (str): Path, or an address that MMEngine knows.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no checkpoint, or a damaged one.
    """
    if is_file_name(path):
        if os.path.isdir(path):
            raise ValueError(f'{path}: a folder, expected a checkpoint file.')
        if not os.path.isfile(path):
            raise FileNotFoundError(f'{path}: no such checkpoint file.')
        if not os.path.getsize(path):
            raise ValueError(f'{path}: empty, expected a checkpoint file.')
    try:
        content = CheckpointLoader.load_checkpoint(path, map_location='cpu')
    except Exception as error:  # damaged files raise nearly anything
        reason = (str(error).strip().splitlines() or [''])[0][:160]
        raise ValueError(
            f'{path}: no checkpoint that can be read '
            f'({type(error).__name__}: {reason})'
        ) from error
    if not isinstance(content, dict):
        raise ValueError(
            f'{path}: expected a checkpoint, a dict with state_dict, it holds '
            f'a {type(content).__name__}.'
        )
    return content
