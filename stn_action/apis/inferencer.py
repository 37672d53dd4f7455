"""``STNInferencer`` recognises what each person in a video does."""

import warnings
from typing import Callable, List, Optional, Sequence, Union

from mmaction.registry import INFERENCERS
from mmengine.utils import track_iter_progress

from ..cli.errors import one_line
from ..datasets.transforms import TubeCrop
from ..formats.text_files import read_class_names
from ..models.class_counts import head_classes
from ..video.inputs import video_sources
from ..video.sources import VideoSource
from .annotated_video import SUFFIXES, write_picture, write_video
from .labels import check_classes
from .persons import AnnotatedPersons, GivenPersons
from .recognition import WindowRecognizer
from .result_files import ResultFiles, csv_beside, write_results
from .results import VideoResult


@INFERENCERS.register_module()
class STNInferencer(WindowRecognizer):
    """Recognises what each person of a video does, window by window.

    It is used like MMAction2's ``MMAction2Inferencer``:

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
        device (str, optional): A device of PyTorch. None takes a GPU where
            there is one.
        label_file (str, optional): Names of the classes, one a line. Defaults
            to those of the checkpoint, else of the annotation file.
        input_format (str): ``'video'``, ``'rawframes'`` (each input is a
            folder of images) or ``'array'``.
        persons (Callable, optional): Finds the persons of a video in calls
            without boxes, such as :class:`DetectedPersons`.
        show_progress (bool): Show a progress bar over the videos.
        score_thr (float): A multi-label head returns every label whose
            score (the sigmoid of its output) is at least this.
        warn (Callable): Called with one line about whatever is left out.
            Defaults to a warning of Python.

    Raises:
        ValueError: The checkpoint does not fit the config, the names do not
            fit the head, or the config's pipeline has no ``TubeCrop``.
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
        score_thr: float = 0.5,
        warn: Callable[[str], None] = warnings.warn,
    ) -> None:
        if not 0 <= score_thr <= 1:
            raise ValueError(f'score_thr must be 0 to 1, got {score_thr}')
        self.input_format, self.find_persons = input_format, persons
        self.score_thr, self.warn = score_thr, warn
        self._label_file = label_file
        self.classes: Optional[Sequence[str]] = None
        named = isinstance(model, str)
        config = model if named else getattr(model, 'filename', None)
        self._about = dict(config=config, checkpoint=weights)
        super().__init__(
            model, weights, device, 'mmaction', show_progress=show_progress
        )

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
        overwrite: bool = False,
        on_error: str = 'report',
    ) -> dict:
        """Recognise what the persons of some videos do.

        A video that cannot be used is reported in its result's ``error`` and
        the rest is done. Results are on disk as soon as a video is done.

        Args:
            inputs: A path (a folder stands for all videos below it; with an
                annotation file, for those that it names), an array
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
            pred_out_file (str): JSON file for ``predictions``; a CSV file
                with times and actions is written beside it.
            overwrite (bool): Replace files of an earlier run. Inputs are
                never overwritten.
            on_error (str): ``'report'``, or ``'raise'`` to stop at the first
                video that fails.

        Returns:
            dict: ``predictions``, for each video a dict of ``video``, ``fps``,
            ``frames``, ``width``, ``height``, ``persons`` and ``error`` (see
            :class:`VideoResult`), and ``visualization``, the files drawn.

        Raises:
            ValueError: An argument is wrong, or an output is an input.
            FileExistsError: An output exists, without ``overwrite``.
        """
        _check_windows(window, stride)
        _check_choice('out_type', out_type, tuple(SUFFIXES))
        _check_choice('on_error', on_error, ('report', 'raise'))
        persons = self._person_finder(boxes)
        sources = self._sources(inputs, persons)
        files = self._result_files(sources, boxes, pred_out_file, overwrite)
        if self.show_progress and isinstance(sources, list) and sources[1:]:
            sources = track_iter_progress(sources)
        options = dict(batch_size=batch_size, window=window, stride=stride)
        results, drawn = [], []
        for source in sources:
            result = VideoResult(source.name)
            try:
                with source.kept():
                    self._infer(
                        result, source, persons, files, img_out_dir, options
                    )
                    result.pictures += self.visualize(
                        source, result, vid_out_dir, out_type, files
                    )
            except Exception as error:  # whatever is wrong with this one
                if on_error == 'raise':
                    raise
                result.error = _error_text(source.name, error)
                self.warn(f'left out: {result.error}')
            results.append(result.as_dict(self.classes))
            drawn += result.pictures
            if print_result:
                for line in result.lines(self.classes):
                    print(line, flush=True)
            if pred_out_file:
                write_results(
                    pred_out_file, results, self.classes, **self._about
                )
        return self.postprocess(results, drawn)

    def _result_files(self, sources, boxes, pred_out_file, overwrite):
        """Check the output files whose names are known before the run."""
        read = [*self._about.values(), self._label_file, boxes]
        files = ResultFiles(
            sources if isinstance(sources, list) else (),
            [path for path in read if isinstance(path, str)],
            overwrite,
        )
        if pred_out_file:
            files.single(pred_out_file)
            files.single(csv_beside(pred_out_file))
        return files

    def _sources(self, inputs, persons: Callable):
        """A list of the videos, or the generator that was given."""
        if hasattr(inputs, '__next__'):
            return inputs
        sources = video_sources(inputs, self.input_format)
        if not isinstance(persons, AnnotatedPersons):
            return sources
        meant = [s for s in sources if not s.in_folder or persons.knows(s)]
        if not meant:
            raise ValueError(
                f'{persons.path} names none of the {len(sources)} videos, '
                f'such as {sources[0].name}; its filenames must be the ends '
                'of their paths'
            )
        return meant

    def _person_finder(self, boxes) -> Callable:
        if boxes is None:
            if self.find_persons is None:
                raise ValueError(
                    'STNInferencer got neither boxes nor a detector: give '
                    'boxes=... or persons=DetectedPersons(...)'
                )
            return self.find_persons
        if callable(boxes):
            return boxes
        if not isinstance(boxes, str):
            return GivenPersons(boxes)
        finder = AnnotatedPersons(boxes)
        if self.classes is None:
            self.classes = check_classes(
                finder.classes, head_classes(self.model), boxes
            )
        return finder

    def _infer(
        self,
        result: VideoResult,
        source: VideoSource,
        find_persons: Callable,
        files: ResultFiles,
        img_out_dir: str,
        options: dict,
    ) -> None:
        """Fill in the result up to the point where the video is unusable."""
        try:
            result.fps = source.fps
            result.persons = find_persons(source)
            for window in self.recognize(
                source, result.persons, bool(img_out_dir), **options
            ):
                result.windows.append(window)
                if img_out_dir:
                    ending = (
                        f'_person{window.person_id}'
                        f'_frame{window.start:06d}.png'
                    )
                    path = files.of(source, img_out_dir, ending)
                    write_picture(window, self.classes, path)
                    result.pictures.append(path)
                    window.clip.drop_pictures()
        finally:
            result.size = source.size
            if result.fps is not None:  # else the file does not open
                result.frames = source.stated_frames()

    def _init_model(self, cfg, weights, device='cpu'):
        model = super()._init_model(cfg, weights, device)
        names, source = model.dataset_meta.get('classes'), str(weights)
        if self._label_file is not None:
            source = self._label_file
            names = read_class_names(source)
        self.classes = check_classes(names, head_classes(model), source)
        return model

    def visualize(
        self,
        source: VideoSource,
        result: VideoResult,
        vid_out_dir: str = '',
        out_type: str = 'video',
        files: Optional[ResultFiles] = None,
    ) -> List[str]:
        """Draw one video's result; the files written."""
        if not vid_out_dir:
            return []
        crop = next(
            t for t in self.pipeline.transforms if isinstance(t, TubeCrop)
        )
        path = (files or ResultFiles()).of(
            source, vid_out_dir, SUFFIXES[out_type]
        )
        return [write_video(source, result, self.classes, crop, path)]

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


def _check_choice(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise ValueError(f'{name} must be one of {known}, got {value!r}')


def _error_text(name: str, error: Exception) -> str:
    """One line that names the video and says what is wrong with it."""
    text = one_line(error)
    return text if name in text else f'{name}: {text}'
