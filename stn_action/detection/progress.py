"""Shows progress and results to the user while videos are searched."""

from typing import Sequence

from rich.console import Console
from rich.progress import Progress

from .many_videos import detect_many


def search_with_progress(
    folder: str, filenames: Sequence[str], progress_file: str, *args, **kwargs
) -> dict:
    """``detect_many`` with a progress bar and a line for each video."""
    console = Console(markup=False, highlight=False, soft_wrap=True)
    with Progress(console=console) as bar:
        task = bar.add_task('videos', total=len(filenames))

        def report(record):
            bar.console.print(describe(record))
            bar.advance(task)

        records = detect_many(
            folder, filenames, progress_file, *args, report=report, **kwargs
        )
        bar.update(task, completed=len(filenames))
    return records


def describe(record: dict) -> str:
    """A line about a finished video, and one for each warning."""
    name, tubes = record['filename'], record['entries']
    if record['error']:
        return f'{name}: FAILED, left out: {record["error"]}'
    if tubes:
        line = (
            f'{name}: found in {len(tubes[0]["frame_inds"])} of '
            f'{record["searched"]} searched frames'
        )
        if len(tubes) > 1:
            line += f', and {len(tubes) - 1} more tubes'
    else:
        line = f'{name}: nobody found in {record["frames"]} frames, left out'
    return '\n'.join([line, *(f'  WARNING: {w}' for w in record['warnings'])])


def summarise(records: dict) -> str:
    """How many videos gave what, and a line for each that failed."""
    failed = [n for n, record in records.items() if record['error']]
    empty = [
        n
        for n, record in records.items()
        if not record['error'] and not record['entries']
    ]
    tubes = sum(len(record['entries']) for record in records.values())
    warned = sum(bool(record['warnings']) for record in records.values())
    return '\n'.join(
        [
            f'{tubes} tubes of {len(records) - len(failed) - len(empty)} of '
            f'{len(records)} videos; {len(empty)} with nobody, {len(failed)} '
            f'failed, {warned} with warnings',
            *(f'  failed: {n}: {records[n]["error"]}' for n in failed),
        ]
    )
