"""The people of many videos, with every result kept."""

import json
import os
from dataclasses import asdict
from typing import Callable, Dict, List, Optional, Sequence

import cv2

from ..video.worker_pool import for_each_video
from .detector import build_detector
from .one_video import detect_video
from .settings import DEFAULT_SETTINGS, DetectionSettings
from .tracking import require_trackers

#: What is said of a video whose process died.
CRASH = (
    'the process that read it died (exit code {exitcode}). Decord crashes on '
    'some damaged files: encode the video anew, or train with another decoder '
    'and say so (decoder)'
)
_detector = None  # of this worker process


def detect_many(
    folder: str,
    filenames: Sequence[str],
    progress_file: str,
    detector: dict,
    settings: DetectionSettings = DEFAULT_SETTINGS,
    num_workers: int = 1,
    timeout: Optional[float] = None,
    report: Callable[[dict], None] = lambda record: None,
) -> dict:
    """Find and follow the people of many videos.

    Args:
        folder (str): Folder of the videos.
        filenames (Sequence[str]): Videos, relative to it.
        progress_file (str): JSON lines, one for each finished video. Videos
            that it has are not searched again, unless they failed or their
            file has changed.
        detector (dict): Arguments of ``build_detector``.
        settings (DetectionSettings): How to search.
        num_workers (int): Worker processes, >= 1.
        timeout (float, optional): Seconds after which a video is given up.
        report (Callable): Called with each record as it is finished.

    Returns:
        dict: File name to record, in the order of ``filenames``. A record has
        ``filename``, ``error`` (str or None), ``entries``, ``frames``,
        ``searched``, ``warnings`` and what identifies the file.

    Raises:
        ImportError: If the detector's or another package is missing.
        ValueError: If the detector cannot be built, or ``progress_file`` was
            made with another one or other settings.
    """
    build_detector(**detector)  # what is wrong shows here, not with each video
    require_trackers()
    made_with = dict(detector=detector, settings=asdict(settings))
    done = _load_progress(progress_file, made_with)
    records = {
        name: done[name]
        for name in filenames
        if name in done
        and done[name]['error'] is None
        and _identity(folder, name).items() <= done[name].items()
    }
    left = [name for name in filenames if name not in records]

    with open(progress_file, 'a', encoding='utf-8') as file:

        def keep(name, result, error):
            record = dict(_identity(folder, name), **_outcome(result, error))
            file.write(json.dumps(record) + '\n')
            file.flush()
            records[name] = record
            report(record)

        for_each_video(
            _search,
            {name: (folder, name, settings) for name in left},
            keep,
            CRASH,
            num_workers,
            timeout,
            initializer=_start_worker,
            initargs=(detector, num_workers),
        )
    return {name: records[name] for name in filenames}


def labelled_entries(
    records: Dict[str, dict], labels: Dict[str, int]
) -> List[dict]:
    """Entries of ``data_list``.

    Args:
        records (dict): From ``detect_many``.
        labels (dict): File name to label; entries of other files have none.
    """
    entries = []
    for name, record in records.items():
        label = dict(label=labels[name]) if name in labels else {}
        entries += [
            dict(
                filename=e['filename'],
                **label,
                **{k: v for k, v in e.items() if k != 'filename'},
            )
            for e in record['entries']
        ]
    return entries


def _start_worker(detector: dict, num_workers: int) -> None:
    global _detector
    if num_workers > 1:  # or they get into each other's way
        os.environ.setdefault('OMP_NUM_THREADS', '1')
        cv2.setNumThreads(1)
    _detector = build_detector(**detector)


def _search(folder: str, name: str, settings: DetectionSettings) -> dict:
    return asdict(
        detect_video(os.path.join(folder, name), _detector, settings, name)
    )


def _outcome(result: Optional[dict], error: Optional[Exception]) -> dict:
    """The result of a video, or why there is none."""
    if error is None:
        return dict(result, error=None)
    nothing = dict(entries=[], frames=0, searched=0, warnings=[])
    return dict(nothing, error=str(error) or repr(error))


def _identity(folder: str, name: str) -> dict:
    """Values that show whether a file has changed since an earlier run."""
    path = os.path.join(folder, name)
    stat = os.stat(path) if os.path.exists(path) else None
    return dict(
        filename=name,
        file_size=stat.st_size if stat else None,
        modified=stat.st_mtime_ns if stat else None,
    )


def _load_progress(path: str, made_with: dict) -> Dict[str, dict]:
    """Records of an earlier run; starts the file if there is none."""
    made_with = json.loads(json.dumps(made_with))
    if not os.path.isfile(path):
        os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(json.dumps(made_with) + '\n')
        return {}
    with open(path, encoding='utf-8') as file:
        text = file.read()
    whole, _, cut = text.rpartition('\n')  # the last line of a killed run
    try:
        lines = [json.loads(line) for line in whole.splitlines()]
        records = {record['filename']: record for record in lines[1:]}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f'{path}: not the progress of this tool, or damaged '
            f'({type(error).__name__}: {error}). Give another output, or '
            'delete it to start anew.'
        ) from None
    if not lines or lines[0] != made_with:
        raise ValueError(
            f'{path} was made with other settings: {lines[:1]}, now asked for '
            f'{made_with}. Give another output, or delete it to start anew.'
        )
    if cut:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(whole + '\n')
    return records
