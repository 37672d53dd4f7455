"""Finds the checkpoint to resume from: the newest one that is whole."""

import os.path as osp
import re
import zipfile
from pathlib import Path
from typing import Iterator, Optional, Sequence, Tuple

from mmengine.runner import CheckpointLoader

#: What a training needs to be resumed.
_NEEDED = ('meta', 'state_dict', 'message_hub', 'optimizer')


def why_unusable(path: str, needed: Sequence[str] = _NEEDED) -> str:
    """Why a training cannot be resumed from this file; '' if it can."""
    if osp.isdir(path):  # of DeepSpeed, which looks after its own
        return ''
    if not osp.isfile(path):
        return 'there is no such file'
    if not osp.getsize(path):
        return 'it is empty'
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                damaged = archive.testzip()
            if damaged:
                return f'its part {damaged} is damaged'
        content = CheckpointLoader.load_checkpoint(path, map_location='cpu')
    except Exception as error:  # damaged files raise nearly anything
        reason = str(error).strip().splitlines() or ['']
        return f'it is damaged ({type(error).__name__}: {reason[0][:120]})'
    lacking = [key for key in needed if key not in content]
    return f'it holds no {", ".join(lacking)}' if lacking else ''


def find_whole_checkpoint(
    work_dir: str, out_dir: str, filename_tmpl: str
) -> Tuple[Optional[str], str]:
    """The checkpoint to resume from, and what had to be passed over.

    The one that ``last_checkpoint`` names comes first, then those in the
    folder, the newest one first.

    Args:
        work_dir (str): Holds ``last_checkpoint``.
        out_dir (str): Holds the checkpoints.
        filename_tmpl (str): Their names, such as ``epoch_{}.pth``.

    Returns:
        tuple[str | None, str]: The path, None without any; and why it is not
        the one that ``last_checkpoint`` names, '' if it is.
    """
    named, passed = _named(work_dir, out_dir)
    tried = set()
    for path in [
        *filter(None, [named]),
        *_newest_first(out_dir, filename_tmpl),
    ]:
        if osp.abspath(path) in tried:
            continue
        tried.add(osp.abspath(path))
        reason = why_unusable(path)
        if not reason:
            return path, '; '.join(passed)
        passed.append(f'{path} cannot be used: {reason}')
    return None, '; '.join(passed)


def checkpoint_to_resume(
    work_dir: str, out_dir: str, filename_tmpl: str
) -> Tuple[Optional[str], str]:
    """:func:`find_whole_checkpoint`, and a line that tells of what is not as
    it should be; '' if all is well."""
    path, passed = find_whole_checkpoint(work_dir, out_dir, filename_tmpl)
    if path is None:
        return None, (
            f'--resume: {passed or "nothing is there yet"}; there is no '
            'checkpoint to go on from, so the training starts anew'
        )
    if passed:
        return path, f'--resume: {passed}; falling back to {path}'
    return path, ''


def _named(work_dir: str, out_dir: str) -> Tuple[Optional[str], list]:
    """The path that ``last_checkpoint`` names, and what is wrong with it."""
    file = Path(work_dir, 'last_checkpoint')
    if not file.is_file():
        return None, [f'there is no {file}'] if osp.isdir(work_dir) else []
    path = file.read_text(errors='replace').strip('\0 \n')
    if not path:
        return None, [f'{file} is empty']
    moved = osp.join(out_dir, osp.basename(path))
    if not osp.exists(path) and osp.exists(moved):
        path = moved  # the folder was moved, or the training run elsewhere
    return path, []


def _newest_first(out_dir: str, filename_tmpl: str) -> Iterator[str]:
    pattern = re.escape(filename_tmpl).replace(r'\{\}', r'(\d+)')
    found = []
    for path in Path(out_dir).glob('*') if osp.isdir(out_dir) else ():
        match = re.fullmatch(pattern, path.name)
        if match:
            found.append((int(match[1]), str(path)))
    yield from (path for _, path in sorted(found, reverse=True))
