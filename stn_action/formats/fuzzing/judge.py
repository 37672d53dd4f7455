"""Runs one case: damages a sample, reads it and judges the result."""

import os
import pickle
import shutil
import signal
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ...tubes.mending import LeftOut
from .. import ava
from ..conversion import READERS
from . import mutations, naive_readers, samples
from .comparisons import (
    INNER,
    check_proposals,
    compare,
    load_dataset,
    load_written,
    write_other,
)

#: What may come of a case; only the first two are right.
OUTCOMES = ('accepted', 'refused', 'traceback', 'hang', 'wrong')

#: Kinds of files: sample, how it is damaged, naive reader, name of the file.
_PICKLED = 'pickle'
_FILES = {
    'json': (samples.annotations, 'json', naive_readers.annotations, 'f.json'),
    'dataset': (samples.annotations, 'json', None, 'f.json'),
    'gttubes': (samples.gttubes, _PICKLED, naive_readers.gttubes, 'f.pkl'),
    'mot': (samples.mot, 'text', naive_readers.mot, 'file.txt'),
    'coco-video': (
        samples.coco_video,
        'json',
        naive_readers.coco_video,
        'f.json',
    ),
    'cvat': (samples.cvat, 'text', naive_readers.cvat, 'f.xml'),
    'ava-csv': (samples.ava_csv, 'text', naive_readers.ava_csv, 'f.csv'),
    'ava-proposals': (samples.ava_proposals, _PICKLED, None, 'f.pkl'),
    'ava-labels': (samples.ava_label_map, 'text', None, 'f.pbtxt'),
}
KINDS = tuple(_FILES)


@dataclass(frozen=True)
class Verdict:
    """The result of a case.

    Args:
        outcome (str): One of ``OUTCOMES``.
        detail (str): The message, or what is wrong.
    """

    outcome: str
    detail: str = ''


class _Hang(BaseException):
    """A reader took too long. Not an Exception: no reader catches it."""


def run_case(
    kind: str, seed: int, folder: str, limit: float = 30.0
) -> Verdict:
    """Write, damage, read and judge one file.

    Args:
        kind (str): One of ``KINDS``.
        seed (int): Seed of the sample and the damage. One case in twenty is
            not damaged and must be accepted.
        folder (str): Folder for the files; emptied first.
        limit (float): Seconds after which a reader hangs.

    Returns:
        Verdict: What came of it.
    """
    from ... import datasets  # noqa: F401  (before the clock runs)

    rng = np.random.default_rng([KINDS.index(kind), seed])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, 'in'))
    path = os.path.join(folder, 'in', _FILES[kind][3])
    whole = rng.random() < 0.05
    content = _write(kind, rng, path, whole)
    before = signal.signal(signal.SIGALRM, _on_alarm)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        problem = _read_and_compare(kind, rng, path, content)
    except _Hang:
        return Verdict('hang', f'more than {limit:g} s')
    except (ValueError, OSError) as error:
        verdict = _refusal(error, path)
        return Verdict('wrong', f'whole: {error}') if whole else verdict
    except Exception as error:
        return Verdict('traceback', f'{type(error).__name__}: {error}'[:300])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return Verdict('wrong', problem[:300]) if problem else Verdict('accepted')


def _on_alarm(*_):
    raise _Hang


def _write(kind: str, rng, path: str, whole: bool):
    """Write the file; gives what a naive reader takes, None if none can."""
    make, how, _, _ = _FILES[kind]
    sample = make(rng)
    if how == _PICKLED:
        content = sample if whole else mutations.damage_object(rng, sample)
        raw = pickle.dumps(content, protocol=int(rng.integers(6)))
        if not whole and rng.random() < 0.4:
            content, raw = None, mutations.damage_bytes(rng, raw)
    else:
        damage = dict(json=mutations.damage_json, text=mutations.damage_text)[
            how
        ]
        content = raw = sample.encode() if whole else damage(rng, sample)
    with open(path, 'wb') as file:
        file.write(raw)
    return content


def _refusal(error: Exception, path: str) -> Verdict:
    """A message must be one line on the file, not on Python's objects."""
    text = str(error)
    if path not in text:
        return Verdict('traceback', f'does not name the file: {text}'[:300])
    if '\n' in text.strip() or INNER.search(text.replace(path, '')):
        return Verdict('traceback', f'inner message: {text}'[:300])
    return Verdict('refused', text)


def _read_and_compare(kind: str, rng, path: str, content) -> str:
    """Read the file; what is wrong with the result, or ''."""
    if kind == 'dataset':
        return load_dataset(path)
    if kind == 'ava-labels':
        return '' if ava.read_label_map(path) else 'no label'
    if kind == 'ava-proposals':
        return check_proposals(ava.read_proposals(path))
    left_out = LeftOut()
    if kind == 'ava-csv':
        rows = [
            (video, None, second, *box, action)
            for (video, second), own in ava.read_persons(
                path, left_out
            ).items()
            for box, actions in own.items()
            for action in actions
        ]
        return compare(_FILES[kind][2], rows, left_out, content, True)
    metainfo, entries = READERS[kind](path, left_out=left_out)
    rows = [
        (e['filename'], e.get('track_id'), frame, *box, e.get('label'))
        for e in entries
        for frame, box in zip(e['frame_inds'], e['boxes'])
    ]
    if kind == 'gttubes':
        rows = [(v, None, *more) for v, _, *more in rows]
    return (
        compare(_FILES[kind][2], rows, left_out, content)
        or load_written(metainfo, entries, path)
        or write_other(rng, metainfo, entries, path)
    )


def describe(verdict: Verdict, kind: str, seed: int) -> Optional[str]:
    """One line for a case that is not right."""
    if verdict.outcome in OUTCOMES[:2]:
        return None
    return f'{kind} seed {seed}: {verdict.outcome}: {verdict.detail}'
