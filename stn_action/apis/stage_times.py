"""Measures the time that each stage of an inference takes."""

import time
from contextlib import ExitStack, contextmanager
from typing import Callable, Dict, Iterator, List, Sequence

import torch

from ..video.sources import FrameArray, VideoSource
from .persons import DetectedPersons, Person
from .windows import decode_windows, plan_windows

STAGES = (
    'decode',
    'detect',
    'crop',
    'preprocessing',
    'thumbnails',
    'features',
    'localisation',
    'sampling',
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
    def watch(self, model) -> Iterator[None]:
        """Count the parts of a model apart.

        ``preprocessing`` is the data preprocessor; ``sampling`` the view's
        pixels, normalised where the preprocessor left that; ``thumbnails``
        and ``features`` what the localisation network is shown, of all looks;
        ``localisation`` the network itself and its geometry.
        """
        stn = getattr(model, 'stn', None)
        look = getattr(stn, 'looks_at', None)
        parts = [
            (model.data_preprocessor, 'forward', 'preprocessing'),
            (stn, 'localise', 'localisation'),
            (stn, 'warp', 'sampling'),
            (look, '_thumbnails', 'thumbnails'),
            (look, 'reader', 'features'),
        ]
        with ExitStack() as stack:
            for owner, name, stage in parts:
                if hasattr(owner, name):
                    stack.enter_context(self._timed(owner, name, stage))
            yield

    @contextmanager
    def _timed(self, owner, name: str, stage: str) -> Iterator[None]:
        """Measure calls of ``owner.name`` meanwhile."""
        function, own = getattr(owner, name), name in vars(owner)

        def call(*args, **kwargs):
            with self.measure(stage):
                return function(*args, **kwargs)

        setattr(owner, name, call)
        try:
            yield
        finally:
            if own:
                setattr(owner, name, function)
            else:
                delattr(owner, name)


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
        with clock.watch(model), clock.measure('backbone'):
            inferencer.forward(batch)
    return clock.seconds


def _packed(inferencer, video: VideoSource, person: Person) -> dict:
    (window,) = plan_windows(
        video, [person], inferencer.sample_frames, None, None
    )
    (window,) = decode_windows(video, [window])
    return inferencer.pipeline(window.results)
