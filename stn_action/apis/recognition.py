"""Recognises windows of persons: builds the model, pipeline and batches."""

from typing import Iterator, List, Optional, Sequence, Set, Tuple

from mmaction.utils import get_str_type
from mmengine.dataset import Compose
from mmengine.infer import BaseInferencer

from ..datasets.checked_steps import check_frames
from ..datasets.named_pipeline import pipeline_steps
from ..models.loading import load_recognizer
from ..video.reading import VideoError
from ..video.sources import VideoSource
from ..visualization.refocused_clip import RefocusedClip
from .labels import (
    average_as_needed,
    is_multi_label,
    labels_of,
    probabilities,
)
from .persons import Person
from .results import WindowResult
from .windows import DecodedWindow, decode_windows, plan_windows


class WindowRecognizer(BaseInferencer):
    """The part of ``STNInferencer`` that recognises one video."""

    score_thr = 0.5

    def recognize(
        self,
        source: VideoSource,
        persons: Sequence[Person],
        pictures: bool = False,
        batch_size: int = 8,
        window: Optional[int] = None,
        stride: Optional[int] = None,
    ) -> Iterator[WindowResult]:
        """Yield the windows of one video, reading it once.

        Args:
            source (VideoSource): The video.
            persons (Sequence[Person]): The persons in the video.
            pictures (bool): Keep the pixels of frames, crops and views.
            batch_size, window, stride: See ``STNInferencer.__call__``.

        Raises:
            VideoError: The video does not decode, or not as far as the boxes
                reach, or a box lies outside its frame.
        """
        for batch, pieces in self.preprocess(
            source, batch_size, persons, window, stride, pictures
        ):
            for sample, inputs, piece in zip(
                self.forward(batch), batch['inputs'], pieces
            ):
                planned, frames = piece
                clip = RefocusedClip.from_sample(sample)
                if pictures:
                    clip.add_pictures(self.model, inputs, frames)
                seconds = tuple(
                    source.seconds_at(i) for i in (planned.start, planned.end)
                )
                yield WindowResult(
                    planned.person_id,
                    planned.start,
                    planned.end,
                    clip,
                    seconds=seconds,
                    **self._prediction(sample.get('pred_score')),
                )

    def _prediction(self, scores) -> dict:
        """Scores and labels of a :class:`WindowResult`."""
        multi_label = is_multi_label(self.model)
        if scores is None:  # a view alone
            return dict(multi_label=multi_label)
        scores = scores.cpu().numpy()
        if multi_label:
            scores = probabilities(scores)
        labels = labels_of(scores, multi_label, self.score_thr)
        return dict(scores=scores, labels=labels, multi_label=multi_label)

    def preprocess(
        self,
        source: VideoSource,
        batch_size: int,
        persons: Sequence[Person],
        window: Optional[int],
        stride: Optional[int],
        keep_frames: bool = False,
    ):
        """Yield batches for ``forward``, and for each sample its window.

        A window is a pair ``(PersonWindow, frames)``; ``frames`` is None
        unless the frames are to be kept.
        """
        pieces = decode_windows(
            source,
            plan_windows(source, persons, self.sample_frames, window, stride),
        )
        unseen = {k for k, p in enumerate(persons) if p.from_file}
        packed = (
            (
                self._pack(source, piece, unseen),
                (piece.window, piece.frames if keep_frames else None),
            )
            for piece in pieces
        )
        for chunk in self._get_chunk_data(packed, batch_size):
            samples, windows = zip(*chunk)
            yield self.collate_fn(samples), windows

    def _pack(
        self, source: VideoSource, piece: DecodedWindow, unseen: Set[int]
    ) -> dict:
        """Crop and format; boxes of the ``unseen`` persons are compared with
        the frames first, once each."""
        try:
            if piece.window.person_id in unseen:
                check_frames(piece.results)
                unseen.remove(piece.window.person_id)
            return self.pipeline(piece.results)
        except ValueError as error:
            raise VideoError(f'{source.name}: {error}') from None

    def _init_pipeline(self, cfg) -> Compose:
        self.sample_frames, pipeline = split_pipeline(
            pipeline_steps(cfg.test_dataloader.dataset.pipeline)
        )
        return pipeline

    def _init_model(self, cfg, weights, device='cpu'):
        model = load_recognizer(cfg, weights, device)
        average_as_needed(model)
        return model

    def _init_visualizer(self, cfg) -> None:
        """Pictures are drawn with ``stn_action.visualization``."""


def split_pipeline(transforms: List[dict]) -> Tuple[Compose, Compose]:
    """Split a test pipeline at its decoder, and drop the noise on boxes.

    Raises:
        ValueError: It has no ``TubeCrop``.
    """
    transforms = [
        t for t in transforms if get_str_type(t['type']) != 'TubeBoxNoise'
    ]
    names = [get_str_type(t['type']) for t in transforms]
    if 'TubeCrop' not in names:
        raise ValueError(
            'the test pipeline of this config crops no persons: it needs '
            f'a TubeCrop after the decoder, but has {names}'
        )
    decode = next(k for k, name in enumerate(names) if 'Decode' in name)
    sample_frames = [
        t
        for t, name in zip(transforms[:decode], names)
        if not name.endswith('Init')
    ]
    return Compose(sample_frames), Compose(transforms[decode + 1 :])
