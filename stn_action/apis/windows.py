"""Cuts the clips of every person out of a video in one reading."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from ..video.reading import VideoError
from ..video.sources import VideoSource, numbered_frames
from .persons import Person


def sliding_windows(
    first: int, end: int, length: Optional[int], stride: Optional[int]
) -> List[Tuple[int, int]]:
    """Windows ``[start, end)`` over the frames ``[first, end)``.

    Args:
        first (int): First frame.
        end (int): The frame after the last.
        length (int, optional): Frames of a window; None is one window of all.
        stride (int, optional): Frames from one start to the next; None is
            half of the length. The last window ends at ``end``.
    """
    if length is None or end - first <= length:
        return [(first, end)]
    last = end - length
    starts = list(range(first, last + 1, stride or max(1, length // 2)))
    if starts[-1] != last:
        starts.append(last)
    return [(start, start + length) for start in starts]


@dataclass(frozen=True)
class PersonWindow:
    """One person in one window, before its frames are read.

    ``results`` is the dict that the transforms of the pipeline work on.
    """

    person_id: int
    start: int
    end: int
    results: dict = field(repr=False)

    @property
    def frame_inds(self) -> np.ndarray:
        """(F,) frames of the video that were sampled."""
        return np.ravel(self.results['frame_inds'])


@dataclass
class DecodedWindow:
    """A sample for the recogniser. It is yielded once, so it may be changed.

    Args:
        window (PersonWindow): The window that was decoded.
        results (dict): The window's own dict, with ``imgs``.
        frames (dict): The video's frames by number.
    """

    window: PersonWindow
    results: dict = field(repr=False)
    frames: dict = field(repr=False)


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
        persons (Sequence[Person]): The persons in the video.
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
            if person.size is not None:
                results['annotated_size'] = person.size
            windows.append(PersonWindow(k, start, end, results))
    return sorted(windows, key=_last_frame)


def decode_windows(
    source: VideoSource, windows: Sequence[PersonWindow]
) -> Iterator[DecodedWindow]:
    """Read the video once; yield each window when its frames are there.

    Only frames that a waiting window has sampled are held, and those are
    shared by all persons, so that the memory does not grow with the video.

    Raises:
        VideoError: The video ends before the boxes do.
    """
    waiting = deque(windows)
    uses = Counter(i for w in windows for i in w.frame_inds.tolist())
    held: Dict[int, np.ndarray] = {}
    numbered = numbered_frames(source, list(uses))
    while waiting:
        try:
            index, frame = next(numbered)
        except VideoError as error:
            raise _too_short(source, waiting[0], error) from None
        held[index] = frame
        while waiting and _last_frame(waiting[0]) <= index:
            window = waiting.popleft()
            yield _decoded(window, held)
            uses.subtract(window.frame_inds.tolist())
            for used in set(window.frame_inds.tolist()):
                if not uses[used]:
                    del held[used]


def _last_frame(window: PersonWindow) -> int:
    return int(window.frame_inds.max())


def _too_short(source, window: PersonWindow, error: VideoError) -> VideoError:
    """The error, with the person whose boxes need the missing frames."""
    count = source.frame_count
    if count is None or count > _last_frame(window):
        return error  # a frame in between is damaged, and it says so
    return VideoError(
        f'{source.name}: the boxes of person {window.person_id} reach '
        f'frame {window.end - 1}, but only {count} frames decode (0 to '
        f'{count - 1}). Are the boxes those of this video?'
    )


def _decoded(window: PersonWindow, held: dict) -> DecodedWindow:
    """Put the frames into ``results`` as MMAction2's decoders do."""
    inds = window.frame_inds.tolist()
    images = [held[index] for index in inds]
    shape = images[0].shape[:2]
    results = dict(
        window.results, imgs=images, img_shape=shape, original_shape=shape
    )
    return DecodedWindow(window, results, {i: held[i] for i in inds})
