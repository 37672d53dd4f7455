"""``STNInferencer``: videos in, named actions of each person out."""

import warnings
from typing import Callable, Iterator, List, Optional, Sequence, Union

import cv2
from mmaction.registry import INFERENCERS
from mmaction.utils import get_str_type
from mmengine.dataset import Compose
from mmengine.fileio import list_from_file
from mmengine.infer import BaseInferencer
from mmengine.utils import track_iter_progress

from ..datasets.named_pipeline import pipeline_steps
from ..datasets.transforms import TubeCrop
from ..models.loading import load_recognizer
from ..video.reading import VideoError
from ..video.sources import VideoSource, video_sources
from ..visualization.refocused_clip import RefocusedClip
from .annotated_video import write_picture, write_video
from .persons import AnnotatedPersons, GivenPersons, Person
from .results import VideoResult, WindowResult, write_results
from .windows import decode_windows, plan_windows


@INFERENCERS.register_module()
class STNInferencer(BaseInferencer):
    """Recognises what each person of a video does, window by window.

    In the manner of MMAction2's ``MMAction2Inferencer``:

    .. code-block:: python

        inferencer = STNInferencer('config.py', 'checkpoint.pth')
        result = inferencer('video.mp4', boxes='boxes.json',
                            vid_out_dir='out', pred_out_file='out.json')
        result['predictions'][0]['persons'][0]['windows'][0]['pred_class']

    The frames of a window are sampled, cropped and formatted as the config's
    test pipeline says, without its ``TubeBoxNoise``; so a tube from the first
    to the last frame, in one window, gets the scores of ``tools/test.py``.

    Args:
        model (str | Config): Config of a recogniser whose test pipeline has a
            ``TubeCrop``, with an STN or without.
        weights (str, optional): Its checkpoint. None is an untrained model.
        device (str, optional): As of PyTorch. None takes what there is.
        label_file (str, optional): Names of the classes, one a line. Defaults
            to those of the checkpoint, else of the annotation file.
        input_format (str): ``'video'``, ``'rawframes'`` (each input is a
            folder of images) or ``'array'``.
        persons (Callable, optional): Video to persons, where a call is given
            no boxes: :class:`DetectedPersons`.
        show_progress (bool): Show a progress bar over the videos.

    Raises:
        ValueError: The checkpoint does not fit the config, or the config's
            pipeline has no ``TubeCrop``.
    """

    def __init__(
        self,
        model: Union[str, dict],
        weights: Optional[str] = None,
        device: Optional[str] = None,
        label_file: Optional[str] = None,
        input_format: str = 'video',
        persons: Optional[Callable] = None,
        show_progress: bool = True,
    ) -> None:
        self.input_format = input_format
        self.find_persons = persons
        self.classes: Optional[Sequence[str]] = None
        super().__init__(
            model, weights, device, 'mmaction', show_progress=show_progress
        )
        if label_file is not None:
            self.classes = list_from_file(label_file)

    def __call__(
        self,
        inputs,
        boxes=None,
        batch_size: int = 8,
        window: Optional[int] = None,
        stride: Optional[int] = None,
        vid_out_dir: str = '',
        out_type: str = 'video',
        img_out_dir: str = '',
        print_result: bool = False,
        pred_out_file: str = '',
    ) -> dict:
        """Recognise.

        A video that cannot be used is reported in its result's ``error`` and
        the rest is done. Results are on disk as soon as a video is done.

        Args:
            inputs: A path (a folder stands for all videos below it), an array
                (T, H, W, 3) uint8 RGB, a :class:`VideoSource`, or a list of
                these. May be a generator, such as of ``camera_segments``.
            boxes: Annotation file, box (4,), boxes of every frame (T, 4) or
                list of ``PersonTube``. None looks for people.
            batch_size (int): Windows in a forward pass, of all persons.
            window (int, optional): Frames of a window. None takes all frames
                of a person as one.
            stride (int, optional): Frames from window to window. None is half
                a window.
            vid_out_dir (str): Folder for the annotated videos.
            out_type (str): ``'video'`` (MP4) or ``'gif'``.
            img_out_dir (str): Folder for pictures of what the STN did.
            print_result (bool): Print one line a window.
            pred_out_file (str): JSON file for ``predictions``.

        Returns:
            dict: ``predictions``, for each video a dict of ``video``,
            ``fps``, ``persons`` and ``error`` (see :class:`VideoResult`), and
            ``visualization``, the files drawn.
        """
        _check_windows(window, stride)
        persons = self._person_finder(boxes)
        sources = inputs
        if not hasattr(inputs, '__next__'):
            sources = video_sources(inputs, self.input_format)
            if self.show_progress and len(sources) > 1:
                sources = track_iter_progress(sources)
        results, drawn = [], []
        for source in sources:
            result = self._infer(
                source,
                persons,
                img_out_dir,
                batch_size=batch_size,
                window=window,
                stride=stride,
            )
            results.append(result.as_dict(self.classes))
            drawn += result.pictures
            drawn += self.visualize(source, result, vid_out_dir, out_type)
            if print_result:
                print('\n'.join(result.lines(self.classes)), flush=True)
            if pred_out_file:
                write_results(pred_out_file, results, self.classes)
        return self.postprocess(results, drawn)

    def _person_finder(self, boxes) -> Callable:
        if boxes is None:
            if self.find_persons is None:
                raise ValueError(
                    'STNInferencer got neither boxes nor a detector: give '
                    'boxes=... or persons=DetectedPersons(...)'
                )
            return self.find_persons
        finder = (
            boxes
            if callable(boxes)
            else (
                AnnotatedPersons(boxes)
                if isinstance(boxes, str)
                else GivenPersons(boxes)
            )
        )
        self.classes = self.classes or getattr(finder, 'classes', None)
        return finder

    def _infer(
        self,
        source: VideoSource,
        find_persons: Callable,
        img_out_dir: str,
        **options,
    ) -> VideoResult:
        result = VideoResult(source.name)
        try:
            result.persons = find_persons(source)
            for window in self.recognise(
                source, result.persons, bool(img_out_dir), **options
            ):
                result.windows.append(window)
                if img_out_dir:
                    result.pictures.append(
                        write_picture(
                            window, source, self.classes, img_out_dir
                        )
                    )
                    window.clip.drop_pictures()
        except (VideoError, cv2.error) as error:
            result.error = str(error)
            warnings.warn(f'left out: {error}')
        result.fps = source.fps
        return result

    def recognise(
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
            persons (Sequence[Person]): In it.
            pictures (bool): Keep the pixels of frames, crops and views.
            batch_size, window, stride: See ``__call__``.

        Raises:
            VideoError: The video does not decode, or not as far as the boxes
                reach, or a box lies outside its frame.
        """
        for batch, pieces in self.preprocess(
            source, batch_size, persons, window, stride
        ):
            for sample, inputs, piece in zip(
                self.forward(batch), batch['inputs'], pieces
            ):
                clip = RefocusedClip.from_sample(sample)
                if pictures:
                    clip.add_pictures(self.model, inputs, piece.frames)
                scores = sample.get('pred_score')
                yield WindowResult(
                    piece.person_id,
                    piece.start,
                    piece.end,
                    clip,
                    None if scores is None else scores.cpu().numpy(),
                )

    def preprocess(
        self,
        source: VideoSource,
        batch_size: int,
        persons: Sequence[Person],
        window: Optional[int],
        stride: Optional[int],
    ):
        """Yield batches for ``forward`` with the windows in them."""
        windows = plan_windows(
            source, persons, self.sample_frames, window, stride
        )
        pieces = decode_windows(source, windows)
        packed = ((self._pack(source, piece), piece) for piece in pieces)
        for chunk in self._get_chunk_data(packed, batch_size):
            samples, pieces = zip(*chunk)
            yield self.collate_fn(samples), pieces

    def _pack(self, source: VideoSource, piece) -> dict:
        try:
            return self.pipeline(piece.results)
        except ValueError as error:
            raise VideoError(f'{source.name}: {error}') from None

    def _init_pipeline(self, cfg) -> Compose:
        """Split the test pipeline at the decoder."""
        transforms = [
            t
            for t in pipeline_steps(cfg.test_dataloader.dataset.pipeline)
            if get_str_type(t['type']) != 'TubeBoxNoise'
        ]
        names = [get_str_type(t['type']) for t in transforms]
        if 'TubeCrop' not in names:
            raise ValueError(
                'the test pipeline of this config crops no persons: it needs '
                f'a TubeCrop after the decoder, but has {names}'
            )
        decode = next(k for k, name in enumerate(names) if 'Decode' in name)
        self.sample_frames = Compose(
            [
                t
                for t, name in zip(transforms[:decode], names)
                if not name.endswith('Init')
            ]
        )
        return Compose(transforms[decode + 1 :])

    def _init_model(self, cfg, weights, device='cpu'):
        model = load_recognizer(cfg, weights, device)
        self.classes = model.dataset_meta.get('classes')
        return model

    def _init_visualizer(self, cfg) -> None:
        """Pictures are drawn with ``stn_action.visualization``."""

    def visualize(
        self,
        source: VideoSource,
        result: VideoResult,
        vid_out_dir: str = '',
        out_type: str = 'video',
    ) -> List[str]:
        """Draw one video's result; the files written."""
        if result.error is not None or not vid_out_dir:
            return []
        crop = next(
            t for t in self.pipeline.transforms if isinstance(t, TubeCrop)
        )
        return [
            write_video(
                source, result, self.classes, crop, vid_out_dir, out_type
            )
        ]

    def postprocess(
        self, preds: List[dict], visualization: List[str], **kwargs
    ) -> dict:
        return dict(predictions=preds, visualization=visualization)


def _check_windows(window: Optional[int], stride: Optional[int]) -> None:
    for name, value in (('window', window), ('stride', stride)):
        if value is not None and value < 1:
            raise ValueError(f'{name} must be 1 frame or more, got {value}')
    if stride is not None and window is None:
        raise ValueError('stride needs a window, the frames of one clip')
