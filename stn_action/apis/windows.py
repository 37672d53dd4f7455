"""Clips of each person, cut out of a video while it is read once."""

from dataclasses import dataclass, field
from typing import Callable, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from ..video.reading import VideoError
from ..video.sources import VideoSource
from .persons import Person


def sliding_windows(
    first: int, end: int, length: Optional[int], stride: Optional[int]
) -> List[Tuple[int, int]]:
    """Windows ``[start, end)`` over the frames ``[first, end)``.

    Args:
        first (int): First frame.
        end (int): The frame after the last.
        length (int, optional): Frames of a window; None is one window of all.
        stride (int, optional): From one start to the next; None is half of
            the length. The last window ends at ``end``.
    """
    if length is None or end - first <= length:
        return [(first, end)]
    last = end - length
    starts = list(range(first, last + 1, stride or max(1, length // 2)))
    if starts[-1] != last:
        starts.append(last)
    return [(start, start + length) for start in starts]


@dataclass
class PersonWindow:
    """One person in one window: a sample of the recogniser.

    ``results`` is what the transforms of the pipeline work on, ``frames``
    the video's frames by number.
    """

    person_id: int
    person: Person
    start: int
    end: int
    results: dict = field(repr=False)
    frames: dict = field(default_factory=dict, repr=False)

    @property
    def frame_inds(self) -> np.ndarray:
        """(F,) frames of the video that were sampled."""
        return np.ravel(self.results['frame_inds'])


def plan_windows(
    source: VideoSource,
    persons: Sequence[Person],
    sample_frames: Callable[[dict], dict],
    length: Optional[int],
    stride: Optional[int],
) -> List[PersonWindow]:
    """All windows of all persons, in the order of their last frame.

    Args:
        source (VideoSource): The video.
        persons (Sequence[Person]): In it.
        sample_frames (Callable): The transforms of the pipeline that come
            before the decoder.
        length (int, optional): See :func:`sliding_windows`.
        stride (int, optional): See :func:`sliding_windows`.
    """
    windows = []
    for k, person in enumerate(persons):
        for start, end in sliding_windows(
            person.first, person.end, length, stride
        ):
            results = sample_frames(
                dict(
                    filename=source.name,
                    sample_id=f'{source.name}#{k}@{start}',
                    total_frames=end - start,
                    start_index=0,
                    modality='RGB',
                    tube=person.tube,
                )
            )
            results['frame_inds'] = np.ravel(results['frame_inds']) + start
            if person.clean_tube is not None:
                results['clean_tube'] = person.clean_tube
            windows.append(PersonWindow(k, person, start, end, results))
    return sorted(windows, key=lambda w: int(w.frame_inds.max()))


def decode_windows(
    source: VideoSource, windows: Sequence[PersonWindow]
) -> Iterator[PersonWindow]:
    """Read the video once; yield each window once its frames are there.

    Only frames that a waiting window has sampled are held, and those are
    shared by all persons.

    Raises:
        VideoError: The video ends before the boxes do.
    """
    waiting = list(windows)
    uses = {}
    for window in windows:
        for index in window.frame_inds.tolist():
            uses[index] = uses.get(index, 0) + 1
    held, count = {}, 0
    for index, frame in enumerate(source):
        count = index + 1
        if index in uses:
            held[index] = frame
        while waiting and waiting[0].frame_inds.max() <= index:
            window = waiting.pop(0)
            _attach(window, held)
            for used in window.frame_inds.tolist():
                uses[used] -= 1
                if not uses[used]:
                    held.pop(used, None)
            yield window
        if not waiting:
            return
    raise VideoError(
        f'{source.name}: the boxes of person {waiting[0].person_id} reach '
        f'frame {waiting[0].end - 1}, but only {count} frames decode (0 to '
        f'{count - 1}). Are the boxes those of this video?'
    )


def _attach(window: PersonWindow, held: dict) -> None:
    """Put the frames into ``results``, as a decoder of MMAction2 does."""
    inds = window.frame_inds.tolist()
    window.frames = {index: held[index] for index in inds}
    images = [held[index] for index in inds]
    shape = images[0].shape[:2]
    window.results.update(imgs=images, img_shape=shape, original_shape=shape)
