"""Errors for samples that cannot be made, and a record of skipped ones."""

import contextlib
import json
import os
import os.path as osp
import tempfile
import weakref
from typing import List, NamedTuple


class SampleError(RuntimeError):
    """A sample that cannot be made; the message is one line.

    PyTorch raises a worker's error again in the main process and puts the
    worker's traceback before the message. This class removes the traceback.
    """

    def __init__(self, message: str) -> None:
        message = str(message)
        if 'Original Traceback' in message:
            last = message.strip().splitlines()[-1]
            message = last.partition(': ')[2] or last
        super().__init__(message)


class MissingVideoError(SampleError, FileNotFoundError):
    """The video of a sample is not there."""


def sample_error(
    where: str, path: str, is_folder: bool, error: Exception
) -> SampleError:
    """The error of a sample, with a message of one line.

    Args:
        where (str): Annotation file and number of the entry.
        path (str): The video.
        is_folder (bool): Whether it is a folder of frames.
        error (Exception): The error that the pipeline raised.
    """
    present = osp.isdir(path) if is_folder else osp.isfile(path)
    if not present and '://' not in path:
        kind, key = (
            ('folder of frames', 'img')
            if is_folder
            else (
                'video',
                'video',
            )
        )
        return MissingVideoError(
            f"{where}: no such {kind} {path}; correct data_prefix['{key}'], "
            'or drop the entry.'
        )
    return SampleError(f'{where} ({path}): {error}')


def check_policy(on_error: str, max_skipped: float, test_mode: bool) -> None:
    """Check that the options of a data set make sense together.

    Raises:
        ValueError: They do not.
    """
    if on_error not in ('raise', 'skip'):
        raise ValueError(
            "PersonTubeDataset: on_error must be 'raise' or 'skip', "
            f'got {on_error!r}.'
        )
    if not 0 <= max_skipped <= 1:
        raise ValueError(
            'PersonTubeDataset: max_skipped must be a share in [0, 1], got '
            f'{max_skipped!r}.'
        )
    if on_error == 'skip' and test_mode:
        raise ValueError(
            "PersonTubeDataset: on_error='skip' is for training; a test that "
            'leaves samples out measures something else. Run '
            'tools/data/check_videos.py with --good FILE and test on that '
            'file.'
        )


class SkippedSample(NamedTuple):
    """One time that a sample was skipped."""

    name: str
    reason: str


class SkippedSamples:
    """Records the samples that a data set skips in all worker processes.

    Worker processes append to a temporary file, one line a sample, and the
    main process reads it. It is removed with this object.

    Args:
        limit (float): Share of the samples that may be skipped, in [0, 1].
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._reported = 0
        handle, self.path = tempfile.mkstemp('.jsonl', 'skipped_samples_')
        os.close(handle)
        weakref.finalize(self, _remove, self.path, os.getpid())

    def add(self, name: str, reason: str, total: int) -> None:
        """Note a sample.

        Args:
            name (str): Name of the sample.
            reason (str): What is wrong with it.
            total (int): Number of samples in the data set.

        Raises:
            SampleError: More than the share were skipped.
        """
        line = json.dumps([name, reason]) + '\n'
        with open(self.path, 'ab', buffering=0) as file:
            file.write(line.encode())  # one call, so that lines stay whole
        skipped = {sample.name: sample.reason for sample in self.all()}
        if len(skipped) > self.limit * total:
            raise SampleError(
                f'{len(skipped)} of {total} samples cannot be made, more than '
                f'the share of {self.limit:g} that on_error="skip" may leave '
                f'out (max_skipped). {_listed(skipped)}'
            )

    def all(self) -> List[SkippedSample]:
        """All skips so far, in order."""
        with open(self.path, encoding='utf-8') as file:
            lines = file.read().split('\n')[:-1]
        return [SkippedSample(*json.loads(line)) for line in lines]

    def new(self) -> List[SkippedSample]:
        """The skips since the last call."""
        samples = self.all()[self._reported :]
        self._reported += len(samples)
        return samples


def summarise(samples: List[SkippedSample]) -> str:
    """One line that counts the skipped samples; '' if there are none."""
    if not samples:
        return ''
    names = {sample.name: sample.reason for sample in samples}
    return (
        f'skipped {len(samples)} times, {len(names)} different samples. '
        f'{_listed(names)}'
    )


def _listed(reasons: dict, most: int = 10) -> str:
    parts = [f'{reason}' for reason in list(reasons.values())[:most]]
    more = len(reasons) - most
    return ' | '.join(parts) + (f' | and {more} more' if more > 0 else '')


def _remove(path: str, owner: int) -> None:
    if os.getpid() == owner:
        with contextlib.suppress(FileNotFoundError):
            os.remove(path)
