"""Formats with a file for each video: which files to read and to write."""

import os
from typing import Dict, List, Sequence

from .output_files import (
    InputFiles,
    check_output,
    output_names,
    path_below,
)


def source_files(path: str, ending: str, skip=()) -> List[str]:
    """The file itself, or all files of a folder that end so, sorted.

    Raises:
        ValueError: There is no such file.
    """
    if os.path.isfile(path):
        return [path]
    files = sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(path)
        for name in names
        if name.lower().endswith(ending) and name not in skip
    )
    if not files:
        raise ValueError(
            f'{path}: no such file, or a folder without any {ending} file.'
        )
    return files


def output_paths(
    folder: str,
    filenames: Sequence[str],
    ending: str,
    overwrite: bool = False,
    inputs: Sequence[str] = (),
) -> Dict[str, str]:
    """A file below the folder for each video, all checked before any is
    written; see :mod:`stn_action.formats.output_files`.

    Raises:
        ValueError: A name leads out of the folder, or to an input.
        FileExistsError: A file exists and may not be replaced.
    """
    if os.path.isfile(folder):
        raise ValueError(f'{folder}: a file, expected a folder to fill.')
    inputs = InputFiles(inputs)
    return {
        filename: check_output(path_below(folder, name), overwrite, inputs)
        for filename, name in output_names(filenames, ending).items()
    }
