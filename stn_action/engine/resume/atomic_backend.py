"""Files that are whole or not there, whenever the process is killed."""

import os
import os.path as osp
from pathlib import Path
from typing import Union

from mmengine.fileio import LocalBackend, register_backend

#: How the names of files in the making begin; they end in ``.tmp``.
PREFIX = '.unfinished-'


class AtomicLocalBackend(LocalBackend):
    """The local disk, written to under another name first.

    MMEngine's own writes to the final name, and a kill in the middle leaves a
    broken file there. This one writes beside it, waits until the disk has it,
    and renames, which a file system does as a whole.
    """

    def put(self, obj: bytes, filepath: Union[str, Path]) -> None:
        """Write bytes."""
        folder, name = osp.split(osp.abspath(filepath))
        os.makedirs(folder, exist_ok=True)
        draft = osp.join(folder, f'{PREFIX}{name}-{os.getpid()}.tmp')
        with open(draft, 'wb') as file:
            file.write(obj)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, filepath)
        _sync_folder(folder)

    def put_text(
        self, obj: str, filepath: Union[str, Path], encoding: str = 'utf-8'
    ) -> None:
        """Write text."""
        self.put(obj.encode(encoding), filepath)


def remove_drafts(folder: str) -> None:
    """Remove what killed runs have left unfinished."""
    for path in Path(folder).glob(f'{PREFIX}*.tmp'):
        path.unlink(missing_ok=True)


def _sync_folder(folder: str) -> None:
    """Make the new name last, where a folder can be opened (not Windows)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


register_backend('atomic_local', AtomicLocalBackend, force=True)
