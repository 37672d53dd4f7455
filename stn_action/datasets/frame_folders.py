"""Videos that are stored as folders of images."""

import os
from typing import List, Optional


def first_image(
    template: Optional[str], start_index: Optional[int]
) -> Optional[int]:
    """Number of the first image of a folder of frames.

    Args:
        template (str, optional): Name of an image, such as
            ``'img_{:05}.jpg'``; None where videos are files.
        start_index (int, optional): The number, where it is not 1.

    Returns:
        int | None: None where videos are files.

    Raises:
        ValueError: The template makes no name of a number, or the number
            is none.
    """
    if template is None:
        if start_index:
            raise ValueError(
                f'PersonTubeDataset: start_index={start_index!r} is the '
                'number of the first image of folders of frames and needs '
                'filename_tmpl; frames of videos count from 0.'
            )
        return None
    _check_template(template)
    first = 1 if start_index is None else start_index
    if type(first) is not int or first < 0:
        raise ValueError(
            'PersonTubeDataset: start_index must be the number of the first '
            f'image, 0 or more, got {first!r}.'
        )
    return first


def _check_template(template: str) -> None:
    """Check that the template gives each number a name of its own."""
    try:
        names = {template.format(number) for number in (1, 2)}
    except (ValueError, IndexError, KeyError, AttributeError):
        names = set()
    if len(names) != 2:
        raise ValueError(
            f'PersonTubeDataset: filename_tmpl {template!r}: expected the '
            'name of an image with a place for its number, such as '
            "'img_{:05}.jpg'."
        )


def check_frame_folder(
    folder: str, template: str, first: int, frames: int
) -> None:
    """Check that the images have the numbers that the config states.

    With a wrong first number every box would be that of another frame.

    Args:
        folder (str): Folder with the images of one video.
        template (str): Template of an image's name, with its number.
        first (int): Number of the first image.
        frames (int): Number of images.

    Raises:
        FileNotFoundError: There is no such folder.
        ValueError: An image is missing, or there is one before the first.
    """
    if not os.path.isdir(folder):
        raise FileNotFoundError(f'no such folder of frames {folder}')
    settings = f'filename_tmpl={template!r} and start_index={first}'
    found = sorted(os.listdir(folder))
    for number in (first, first + frames - 1):
        if template.format(number) not in found:
            raise ValueError(
                f'{folder}: with {settings}, its {frames} frames are '
                f'{template.format(first)} to '
                f'{template.format(first + frames - 1)}, but '
                f'{template.format(number)} is missing; the folder holds '
                f'{_described(found)}. Correct start_index, filename_tmpl or '
                'total_frames.'
            )
    before = template.format(first - 1)
    if before in found:
        raise ValueError(
            f'{folder}: with {settings}, {template.format(first)} is the '
            f'first frame, but there is also {before}. Correct start_index: '
            'every box would be that of the frame before.'
        )


def _described(names: List[str]) -> str:
    if not names:
        return 'nothing'
    return f'{len(names)} files from {names[0]} to {names[-1]}'
