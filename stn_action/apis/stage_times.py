"""Measures the time that each stage of an inference takes."""

import time
from contextlib import contextmanager
from typing import Callable, Dict, Iterator, List, Sequence

import torch

from ..video.sources import FrameArray, VideoSource
from .persons import DetectedPersons, Person
from .windows import decode_windows, plan_windows

STAGES = (
    'decode',
    'detect',
    'crop',
    'normalise',
    'localise',
    'sample',
    'backbone',
)


class StageClock:
    """Adds up seconds by stage.

    Args:
        device (torch.device): The model's. The clock waits for a GPU.
        clock (Callable): Returns seconds. ``time.process_time`` counts CPU
            time alone, which other programs hardly change.
    """

    def __init__(
        self,
        device: torch.device,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.device = device
        self.clock = clock
        self.seconds: Dict[str, float] = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        """Time the block, less the time of other stages measured in it."""
        before, start = sum(self.seconds.values()), self._now()
        yield
        inside = sum(self.seconds.values()) - before
        self.seconds[stage] += self._now() - start - inside

    def _now(self) -> float:
        if self.device.type == 'cuda':
            torch.cuda.synchronize(self.device)
        return self.clock()

    @contextmanager
    def watch_model(self, model) -> Iterator[None]:
        """Count the parts of a model apart from the stage around it.

        The preprocessor (moving, mean and std of the whole, wide crop) is
        ``'normalise'``, the localisation network with what it looks at
        ``'localise'``, the sampler ``'sample'``.
        """
        parts = [(model.data_preprocessor, 'forward', 'normalise')]
        stn = getattr(model, 'stn', None)
        if stn is not None:
            parts += [(stn, 'localise', 'localise'), (stn, 'warp', 'sample')]
        for part, name, stage in parts:
            setattr(part, name, self._timed(getattr(part, name), stage))
        try:
            yield
        finally:
            for part, name, _ in parts:
                delattr(part, name)

    def _timed(self, function: Callable, stage: str) -> Callable:
        def call(*args, **kwargs):
            with self.measure(stage):
                return function(*args, **kwargs)

        return call


def time_stages(
    inferencer,
    sources: Sequence[VideoSource],
    detector: DetectedPersons,
    persons_of,
    batch_size: int = 8,
    clock: Callable[[], float] = time.perf_counter,
) -> Dict[str, float]:
    """Measure the seconds of each stage in one pass over some videos.

    Every frame is decoded and every ``interval``-th is searched for people.
    One clip of each video is recognised, at the box that ``persons_of``
    returns, so that a poor detector does not change the other stages.

    Args:
        inferencer (STNInferencer): The recogniser.
        sources (Sequence[VideoSource]): Videos.
        detector (DetectedPersons): Detector and tracker.
        persons_of (Callable): Returns the persons of a video; the first one
            is recognised.
        batch_size (int): Clips in a forward pass.
        clock (Callable): See :class:`StageClock`.
    """
    model = inferencer.model
    clock = StageClock(next(model.parameters()).device, clock)
    packed: List[dict] = []
    for source in sources:
        with clock.measure('decode'):
            frames = list(source)
        video = FrameArray(frames, source.name, source.fps)
        with clock.measure('detect'):
            detector(video)
        with clock.measure('crop'):
            packed.append(_packed(inferencer, video, persons_of(source)[0]))
    for first in range(0, len(packed), batch_size):
        batch = inferencer.collate_fn(packed[first : first + batch_size])
        with clock.watch_model(model), clock.measure('backbone'):
            inferencer.forward(batch)
    return clock.seconds


def _packed(inferencer, video: VideoSource, person: Person) -> dict:
    (window,) = plan_windows(
        video, [person], inferencer.sample_frames, None, None
    )
    (window,) = decode_windows(video, [window])
    return inferencer.pipeline(window.results)
