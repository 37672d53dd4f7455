"""What is done of a job of several stages, kept in a file."""

import json
import os
from typing import Any, Callable

from ...formats.output_files import whole_file

#: Of the names of stages and folders. A file of another format is refused:
#: its stages would be done again, in folders beside the old ones.
FORMAT = 2


class ProgressFile:
    """Results of stages, so that none is done twice.

    Args:
        path (str): A JSON file; it is made if it is missing.
        settings (dict): Of the job, JSON values. Results that other settings
            led to are not used.

    Raises:
        ValueError: The file is of a job with other settings or of another
            version of this tool, or no such file.
    """

    def __init__(self, path: str, settings: dict) -> None:
        self.path = path
        self.settings = json.loads(json.dumps(settings))
        self.results = {}
        if not os.path.isfile(path):
            return
        try:
            with open(path, encoding='utf-8') as file:
                content = json.load(file)
            settings, self.results = content['settings'], content['results']
        except (ValueError, KeyError, TypeError):
            raise ValueError(
                f'{path}: not a file of this tool; give another --work-dir'
            ) from None
        if content.get('format') != FORMAT:
            raise ValueError(
                f'{path}: of another version of this tool, whose stages have '
                'other names; give another --work-dir'
            )
        for name, value in self.settings.items():
            if settings.get(name) != value:
                option = '--' + name.replace('_', '-')
                raise ValueError(
                    f'{path} is of a run with {option} '
                    f'{settings.get(name)!r}, now it is {value!r}: give '
                    'another --work-dir, or the same options to go on'
                )

    def begin(self) -> None:
        """Write the file, if it is not there: the work dir is this job's."""
        if not os.path.isfile(self.path):
            self._write()

    def once(self, stage: str, work: Callable[[], Any]) -> Any:
        """The result of a stage, from the file or by doing its work."""
        if stage not in self.results:
            self.results[stage] = json.loads(json.dumps(work()))
            self._write()
        return self.results[stage]

    def _write(self) -> None:
        os.makedirs(os.path.dirname(self.path) or '.', exist_ok=True)
        content = dict(
            format=FORMAT, settings=self.settings, results=self.results
        )
        text = json.dumps(content, indent=1)
        with whole_file(self.path) as part, open(part, 'w') as file:
            file.write(text)
