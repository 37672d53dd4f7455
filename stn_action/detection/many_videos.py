"""Many videos, in processes that may die, with every result kept.

Decoders crash on some damaged files, and a crash takes the process with it.
So each video is read in a worker process; when one dies, its video is
reported and another worker goes on with the next.
"""

import json
import multiprocessing
import os
from concurrent import futures
from dataclasses import asdict
from typing import Callable, Dict, List, Optional, Sequence

import cv2

from .detector import build_detector
from .one_video import detect_video
from .settings import DEFAULT_SETTINGS, DetectionSettings
from .tracking import require_trackers

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
    try:
        from pebble import ProcessPool
    except ImportError as error:
        raise ImportError(
            'searching videos in worker processes needs pebble: '
            "pip install -e '.[detect]'."
        ) from error
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
    pool = ProcessPool(
        max(1, min(num_workers, len(left))),
        initializer=_start_worker,
        initargs=(detector, num_workers),
        context=multiprocessing.get_context('spawn'),
    )
    with pool, open(progress_file, 'a', encoding='utf-8') as file:
        try:
            pending = {
                pool.schedule(
                    _search, (folder, name, settings), timeout=timeout
                ): name
                for name in left
            }
            for future in futures.as_completed(pending):
                name = pending[future]
                record = dict(_identity(folder, name), **_outcome(future))
                file.write(json.dumps(record) + '\n')
                file.flush()
                records[name] = record
                report(record)
        except BaseException:
            pool.stop()
            raise
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


def _outcome(future) -> dict:
    """The result of a video, or why there is none."""
    from pebble import ProcessExpired

    nothing = dict(entries=[], frames=0, searched=0, warnings=[])
    try:
        return dict(future.result(), error=None)
    except ProcessExpired as error:
        message = (
            'the process that read it died (exit code '
            f'{error.exitcode}). Decord crashes on some damaged files: '
            'encode the video anew, or train with another decoder and '
            'say so (decoder)'
        )
    except futures.TimeoutError:  # the built-in one from Python 3.11 on
        message = 'it took too long, given up'
    except Exception as error:  # whatever is wrong with this one video
        message = str(error) or repr(error)
    return dict(nothing, error=message)


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
