"""Videos with the boxes of one person each."""

import logging
from collections import Counter
from typing import Callable, List, Optional, Union

import torch
from mmaction.datasets.base import BaseActionDataset
from mmaction.registry import DATASETS
from mmaction.utils import ConfigType
from mmengine.dataset import BaseDataset
from mmengine.fileio import join_path
from mmengine.logging import print_log

from .annotation_file import class_names, read_annotation_file
from .checked_steps import CheckedSteps
from .frame_folders import check_frame_folder, first_image
from .named_pipeline import pipeline_steps
from .skipped_samples import SkippedSamples, check_policy, sample_error
from .tube_entry import name_of, parse_entry


@DATASETS.register_module()
class PersonTubeDataset(BaseActionDataset):
    """Action clips with a person tube.

    The annotation file is JSON of the OpenMMLab 2.0 layout; boxes are
    ``[x1, y1, x2, y2]`` in pixels of the video frame, on pixel edges, at key
    frames counted from 0:

    .. code-block:: json

        {"metainfo": {"classes": ["run", "walk"]},
         "data_list": [
           {"filename": "run/a.avi", "label": 0, "total_frames": 40,
            "frame_inds": [0, 10, 39],
            "boxes": [[8, 5, 60, 90], [9, 5, 62, 90], [30, 5, 80, 90]],
            "scores": [0.9, 0.8, 0.9],
            "clean_boxes": [[9, 6, 55, 88], [9, 6, 55, 88], [32, 6, 77, 88]],
            "width": 320, "height": 240}]}

    ``scores``, ``clean_boxes``, ``width`` and ``height`` are optional; the
    latter two are the size of the frames that the boxes were made for, and
    are compared with those of the video. ``label`` is a list of integers with
    ``multi_class=True``; with ``test_mode=True`` it may be missing, in all
    entries or in some, as may the classes: such samples are for inference.
    Any other key of an entry is carried along in the sample as it is.

    **Time.** ``total_frames`` is the number of frames of the video that
    really decode. Frames are sampled from the first to the last key frame of
    the tube, or, where the entry has a ``clip`` of ``[first, stop]``, from
    its ``stop - first`` frames. A tube of one key frame needs a ``clip`` for
    any motion to be seen. MMAction2's ``DecordInit``, ``OpenCVInit`` and
    ``PyAVInit`` would replace the number of frames by what the container
    promises; here they do not.

    **Folders of frames.** With ``filename_tmpl`` each ``filename`` is a
    folder of images, and ``start_index`` the number of the first of them; use
    ``RawFrameDecode``. ``frame_inds`` of the annotation count from 0 all the
    same.

    A sample holds ``filename``, ``label``, ``total_frames`` (of the clip),
    ``annotated_frames`` (of the video), ``start_index`` (first frame of the
    clip, counted from 0), ``modality``, ``tube``, ``clean_tube`` (if given),
    ``annotated_size`` (width and height, if given) and ``sample_id``: the
    file name of the annotation, ``#`` and the number of the entry among those
    of this file, so it is the same in every split. Of a folder of frames it
    also holds what ``RawFrameDecode`` needs.

    Args:
        ann_file (str): Path of the annotation file.
        pipeline (list | dict): Data transforms, or named ones with their
            order: see :mod:`stn_action.datasets.named_pipeline`.
        data_prefix (dict): ``dict(video=folder of the videos)``, or
            ``dict(img=folder of the folders of frames)``.
        multi_class (bool): Whether an entry has several labels.
            Defaults to False.
        num_classes (int, optional): Number of classes. Defaults to the number
            of classes of the annotation file.
        filename_tmpl (str, optional): Name of an image, such as
            ``'img_{:05}.jpg'``, where videos are folders of frames.
        start_index (int, optional): Number of the first image of every
            folder. Defaults to 1, as in ``RawframeDataset``.
        on_error (str): What becomes of an entry that is not valid, or of a
            sample that cannot be made, such as one of a damaged video.
            ``'raise'`` is an error. ``'skip'``, for training, leaves it out:
            another sample is drawn in its place, a line of the log says so at
            once, and ``SkippedSamplesHook`` lists all at the end of the
            epoch. A decoder that ends the process cannot be caught; see
            ``tools/data/check_videos.py``. Defaults to ``'raise'``.
        max_skipped (float): Share of the entries above which ``'skip'`` is
            an error after all. Defaults to 0.1.
        **kwargs: See ``BaseActionDataset`` and MMEngine's ``BaseDataset``
            (``data_root``, ``test_mode``, ``indices``, ...).
    """

    def __init__(
        self,
        ann_file: str,
        pipeline: Union[ConfigType, List[Union[ConfigType, Callable]]],
        data_prefix: Optional[ConfigType] = None,
        multi_class: bool = False,
        num_classes: Optional[int] = None,
        filename_tmpl: Optional[str] = None,
        start_index: Optional[int] = None,
        on_error: str = 'raise',
        max_skipped: float = 0.1,
        **kwargs,
    ) -> None:
        check_policy(on_error, max_skipped, kwargs.get('test_mode', False))
        self.filename_tmpl = filename_tmpl
        self.first_image = first_image(filename_tmpl, start_index)
        self.on_error = on_error
        self.skipped = (
            SkippedSamples(max_skipped) if on_error == 'skip' else None
        )
        self._num_invalid = 0
        self._known_folders = set()
        steps = CheckedSteps(pipeline_steps(pipeline))
        super().__init__(
            ann_file,
            pipeline=(),
            data_prefix=data_prefix or dict(video=''),
            multi_class=multi_class,
            num_classes=num_classes,
            **kwargs,
        )
        self.pipeline = steps

    def load_data_list(self) -> List[dict]:
        """Read and check the whole annotation file."""
        metainfo, entries = read_annotation_file(self.ann_file)
        classes = class_names(
            metainfo, self.ann_file, needed=not self.test_mode
        )
        for key, value in metainfo.items():
            self._metainfo.setdefault(key, value)
        self.num_classes = self.num_classes or len(classes)
        seen = Counter()
        data_list = []
        for index, entry in enumerate(entries):
            try:
                info = parse_entry(
                    entry, self.test_mode, self.multi_class, self.num_classes
                )
            except ValueError as error:
                self._refuse(index, entry, error, len(entries))
                continue
            name = info['filename']
            info['sample_id'] = f'{name}#{seen[name]}'
            info['entry_index'] = index
            seen[name] += 1
            data_list.append(dict(info, **self._files(name)))
        if not data_list:
            raise ValueError(f'{self.ann_file}: data_list holds no entry.')
        self._warn_of_single_frames(data_list)
        return data_list

    def _refuse(self, index: int, entry, error: ValueError, total: int):
        """Raise for an entry that is not valid, or log and count it."""
        reason = f'{self.ann_file}, entry {index} ({name_of(entry)}): {error}'
        if self.on_error == 'raise':
            raise ValueError(reason) from None
        print_log(f'skipped: {reason}', 'current', logging.WARNING)
        self._num_invalid += 1
        self.skipped.add(f'entry {index}', reason, total)

    def _files(self, name: str) -> dict:
        """The sample's keys that say where the frames of a video are."""
        if self.filename_tmpl is None:
            folder = self.data_prefix.get('video', '')
            return dict(filename=join_path(folder, name))
        folder = self.data_prefix.get('img', self.data_prefix.get('video', ''))
        return dict(
            filename=join_path(folder, name),
            frame_dir=join_path(folder, name),
            filename_tmpl=self.filename_tmpl,
            offset=self.first_image,
        )

    def _warn_of_single_frames(self, data_list: List[dict]) -> None:
        single = [i for i in data_list if i['total_frames'] == 1]
        if single:
            print_log(
                f'{self.ann_file}: {len(single)} of {len(data_list)} clips '
                f'are of a single frame, the first is {single[0]["sample_id"]}'
                '; an entry of one key frame needs a clip: [first, stop].',
                'current',
                logging.WARNING,
            )

    def get_data_info(self, idx: int) -> dict:
        """An entry; frames count from the first of its clip."""
        info = self._entry(idx)
        del info['entry_index']
        return info

    def _entry(self, idx: int) -> dict:
        # not that of BaseActionDataset, which needs a label for multi_class
        info = BaseDataset.get_data_info(self, idx)
        info['modality'] = self.modality
        info['start_index'] = info.pop('clip_start')
        if self.multi_class and 'label' in info:
            label = torch.zeros(self.num_classes)
            label[info['label']] = 1.0
            info['label'] = label
        return info

    def prepare_data(self, idx: int) -> Optional[dict]:
        """Run the pipeline; its errors name annotation file and entry.

        Returns:
            dict | None: None for a sample that is skipped.

        Raises:
            SampleError: The sample cannot be made, or too many cannot.
        """
        info = self._entry(idx)
        entry_index = info.pop('entry_index')
        name, path = info['sample_id'], info['filename']
        try:
            self._check_folder(info)
            return self.pipeline(info)
        except Exception as error:
            where = f'{self.ann_file}, entry {entry_index}'
            problem = sample_error(
                where, path, bool(self.filename_tmpl), error
            )
            if self.on_error == 'raise':
                raise problem from error
        print_log(f'skipped: {problem}', 'current', logging.WARNING)
        total = len(self) + self._num_invalid
        self.skipped.add(name, str(problem), total)
        return None

    def _check_folder(self, info: dict) -> None:
        """Check a folder of frames, once in every worker process."""
        folder, frames = info['filename'], info['annotated_frames']
        if self.filename_tmpl and (folder, frames) not in self._known_folders:
            check_frame_folder(
                folder, self.filename_tmpl, self.first_image, frames
            )
            self._known_folders.add((folder, frames))
