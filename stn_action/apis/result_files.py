"""Names and writes the files of a run: JSON, CSV, videos and pictures."""

import csv
import json
import os
from typing import Iterable, List, Optional, Sequence

from ..formats.output_files import (
    check_output,
    output_names,
    path_below,
    whole_file,
)
from ..video.sources import VideoSource

CSV_COLUMNS = ('video', 'person', 'start', 'end', 'action', 'score')


class ResultFiles:
    """Gives each result a file of its own, below its folder.

    No result ever replaces an input.

    Args:
        sources (Iterable[VideoSource]): All videos of the run that are known
            before it starts.
        inputs (Iterable[str]): Other files that are read.
        overwrite (bool): Whether older files may be replaced.
    """

    def __init__(
        self,
        sources: Iterable[VideoSource] = (),
        inputs: Iterable[str] = (),
        overwrite: bool = False,
    ) -> None:
        sources = list(sources)
        self._names = output_names([s.relative for s in sources], '')
        self._inputs = [*inputs, *(s.name for s in sources)]
        self._overwrite = overwrite
        self._taken: set = set()

    def single(self, path: str) -> str:
        """Check a file that the user named, before anything is written.

        Raises:
            ValueError: It is an input.
            FileExistsError: It exists and may not be replaced.
        """
        return check_output(path, self._overwrite, self._inputs)

    def of(self, source: VideoSource, folder: str, ending: str) -> str:
        """The path of a video's file: ``walk/a`` + ending. Makes its folder.

        Raises:
            ValueError: It would be an input, or another video has this name.
            FileExistsError: It exists and may not be replaced.
        """
        name = self._names.get(source.relative)
        if name is None:
            (name,) = output_names([source.relative], '').values()
        path = path_below(folder, name + ending)
        if path in self._taken:
            raise ValueError(
                f'{source.name}: another video of this run was written to '
                f'{path} already; give videos different names'
            )
        check_output(path, self._overwrite, [*self._inputs, source.name])
        self._taken.add(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path


def csv_beside(path: str) -> str:
    """``result.csv`` of ``result.json``."""
    return os.path.splitext(path)[0] + '.csv'


def write_results(
    path: str,
    predictions: Sequence[dict],
    classes: Optional[Sequence[str]] = None,
    **about,
) -> None:
    """Write the JSON file, and the CSV file beside it.

    Both are replaced in one step, so that they are whole at any time.

    Args:
        path (str): The JSON file.
        predictions (Sequence[dict]): Results of ``VideoResult.as_dict``.
        classes (Sequence[str], optional): Names of the classes.
        **about: Further fields of the file, such as config and checkpoint.
    """
    content = dict(
        about,
        classes=None if classes is None else list(classes),
        predictions=predictions,
    )
    with whole_file(path) as part, _text(part) as file:
        json.dump(content, file)
    with whole_file(csv_beside(path)) as part, _text(part) as file:
        writer = csv.writer(file)
        writer.writerow(CSV_COLUMNS)
        for video in predictions:
            writer.writerows(_rows(video))


def _text(path: str):
    return open(path, 'w', encoding='utf-8', newline='')


def _rows(video: dict) -> List[tuple]:
    """A row for each label of each window, times in seconds."""
    return [
        (
            video['video'],
            person['person'],
            window['start_s'],
            window['end_s'],
            name,
            window['pred_scores'][name],
        )
        for person in video['persons']
        for window in person['windows']
        for name in _classes_given(window)
    ]


def _classes_given(window: dict) -> List[str]:
    if 'pred_scores' not in window:  # a view alone
        return []
    return window.get('pred_classes', [window['pred_class']])
