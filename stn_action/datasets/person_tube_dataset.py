"""Videos with the boxes of one person each."""

import os.path as osp
from collections import Counter
from typing import Callable, List, Optional, Union

import numpy as np
from mmaction.datasets.base import BaseActionDataset
from mmaction.registry import DATASETS
from mmaction.utils import ConfigType
from mmengine.fileio import exists, join_path, load

from ..tubes import PersonTube
from .named_pipeline import pipeline_steps

_REQUIRED = ('filename', 'label', 'total_frames', 'frame_inds', 'boxes')
_KNOWN = (*_REQUIRED, 'scores', 'clean_boxes', 'width', 'height', 'clip')


@DATASETS.register_module()
class PersonTubeDataset(BaseActionDataset):
    """Action clips with a person tube.

    The annotation file is JSON (or any format MMEngine loads) of the
    OpenMMLab 2.0 layout; boxes are ``[x1, y1, x2, y2]`` in pixels of the
    video frame, on pixel edges, at key frames counted from 0:

    .. code-block:: json

        {"metainfo": {"classes": ["run", "walk"]},
         "data_list": [
           {"filename": "run/a.avi", "label": 0, "total_frames": 40,
            "frame_inds": [0, 10, 39],
            "boxes": [[8, 5, 60, 90], [9, 5, 62, 90], [30, 5, 80, 90]],
            "scores": [0.9, 0.8, 0.9],
            "clean_boxes": [[9, 6, 55, 88], [9, 6, 55, 88], [32, 6, 77, 88]],
            "width": 320, "height": 240}]}

    ``scores``, ``clean_boxes``, ``width`` and ``height`` are optional.
    ``label`` is a list of integers with ``multi_class=True``; with
    ``test_mode=True`` it may be missing, in all entries or in some, as may the
    classes: such samples are for inference. A ``clip`` of ``[first, stop]`` is
    the part of a longer video that frames are sampled from: ``SampleFrames``
    then sees its ``stop - first`` frames alone. Any other key of an entry is
    carried along in the sample as it is.

    ``total_frames`` is the number of frames that really decode. MMAction2's
    ``DecordInit``, ``OpenCVInit`` and ``PyAVInit`` overwrite it with their own
    count; that of the latter two is what the container promises, too many for
    some files (all of JHMDB): put ``SampleFrames`` before them.

    A sample holds ``filename``, ``label``, ``total_frames`` (of the clip),
    ``annotated_frames`` (of the video, which no transform overwrites),
    ``start_index`` (first frame of the clip), ``modality``, ``tube``,
    ``clean_tube`` (if given) and ``sample_id``: the file name of the
    annotation, ``#`` and the number of the entry among those of this file, so
    it is the same in every split.

    Args:
        ann_file (str): Path of the annotation file.
        pipeline (list | dict): Data transforms, or named ones with their
            order: see :mod:`stn_action.datasets.named_pipeline`.
        data_prefix (dict): ``dict(video=folder of the videos)``.
        multi_class (bool): Whether an entry has several labels.
            Defaults to False.
        num_classes (int, optional): Number of classes. Defaults to the number
            of classes of the annotation file.
        **kwargs: See ``BaseActionDataset`` and MMEngine's ``BaseDataset``
            (``data_root``, ``test_mode``, ``indices``, ...).
    """

    def __init__(
        self,
        ann_file: str,
        pipeline: Union[ConfigType, List[Union[ConfigType, Callable]]],
        data_prefix: ConfigType = dict(video=''),  # noqa: B006  copied
        multi_class: bool = False,
        num_classes: Optional[int] = None,
        **kwargs,
    ) -> None:
        super().__init__(
            ann_file,
            pipeline=pipeline_steps(pipeline),
            data_prefix=data_prefix,
            multi_class=multi_class,
            num_classes=num_classes,
            **kwargs,
        )

    def load_data_list(self) -> List[dict]:
        """Read and check the whole annotation file."""
        if not exists(self.ann_file):
            raise FileNotFoundError(
                f'{self.ann_file}: no such annotation file. Build it with '
                'tools/data/<data set>/build_annotations.py, or correct '
                'data_root and ann_file in the config.'
            )
        raw = load(self.ann_file)
        classes = _classes(raw, self.ann_file, needed=not self.test_mode)
        for key, value in raw['metainfo'].items():
            self._metainfo.setdefault(key, value)
        self.num_classes = self.num_classes or len(classes)
        seen = Counter()
        data_list = []
        for index, entry in enumerate(raw['data_list']):
            try:
                info = self._parse_entry(entry)
            except (ValueError, TypeError) as error:
                name = (
                    entry.get('filename', 'without filename')
                    if isinstance(entry, dict)
                    else entry
                )
                raise ValueError(
                    f'{self.ann_file}, entry {index} ({name}): {error}'
                ) from None
            info['sample_id'] = f'{entry["filename"]}#{seen[info["filename"]]}'
            seen[info['filename']] += 1
            data_list.append(info)
        return data_list

    def _parse_entry(self, entry: dict) -> dict:
        labelled = 'label' in entry or not self.test_mode
        missing = [
            key
            for key in _REQUIRED
            if key not in entry and (labelled or key != 'label')
        ]
        if missing:
            raise ValueError(f'lacks {", ".join(missing)}.')
        frames = entry['total_frames']
        if not isinstance(frames, int) or frames < 1:
            raise ValueError(
                f'total_frames must be a positive integer, got {frames!r}.'
            )
        first, stop = _clip(entry.get('clip', [0, frames]), frames)
        info = dict(
            {key: entry[key] for key in entry if key not in _KNOWN},
            filename=join_path(
                self.data_prefix.get('video', ''), entry['filename']
            ),
            total_frames=stop - first,
            clip_start=first,
            annotated_frames=frames,
            tube=PersonTube(
                entry['frame_inds'], entry['boxes'], entry.get('scores')
            ),
        )
        if labelled:
            info['label'] = self._parse_label(entry['label'])
        last = info['tube'].frame_inds[-1]
        if last >= frames:
            raise ValueError(
                f'more boxes than frames: the last is for frame {last}, but '
                f'total_frames is {frames}. Drop boxes of frames which do not '
                'decode; frames count from 0.'
            )
        if entry.get('clean_boxes') is not None:
            info['clean_tube'] = PersonTube(
                entry['frame_inds'], entry['clean_boxes']
            )
        if 'width' in entry and 'height' in entry:
            _check_inside(info['tube'], entry['width'], entry['height'])
        return info

    def _parse_label(self, label: Union[int, List[int]]):
        labels = label if self.multi_class else [label]
        if not isinstance(labels, list) or any(
            isinstance(i, bool) or not isinstance(i, int) for i in labels
        ):
            raise ValueError(
                f'label {label!r}: expected an integer, or a list of integers '
                'with multi_class=True.'
            )
        unknown = [i for i in labels if not 0 <= i < self.num_classes]
        if unknown:
            raise ValueError(
                f'unknown label {unknown[0]}: expected 0 to '
                f'{self.num_classes - 1}, an index into metainfo.classes.'
            )
        return label

    def get_data_info(self, idx: int) -> dict:
        """An entry; frames count from the first of its clip."""
        info = super().get_data_info(idx)
        info['start_index'] += info.pop('clip_start')
        return info

    def prepare_data(self, idx: int) -> dict:
        """Run the pipeline; its errors name annotation file and entry."""
        try:
            return super().prepare_data(idx)
        except Exception as error:
            info = self.get_data_info(idx)
            where = f'{self.ann_file}, entry {info["sample_idx"]}'
            if '://' not in info['filename'] and not osp.isfile(
                info['filename']
            ):
                raise FileNotFoundError(
                    f'{where}: no such video {info["filename"]}; correct '
                    "data_prefix['video'], or drop the entry."
                ) from error
            raise RuntimeError(
                f'{where} ({info["filename"]}): {type(error).__name__}: '
                f'{error}\nIf the video does not decode, drop the entry or '
                'encode it anew.'
            ) from error


def _classes(raw: dict, ann_file: str, needed: bool) -> list:
    if not isinstance(raw, dict) or not {'metainfo', 'data_list'} <= set(raw):
        raise ValueError(
            f'{ann_file}: expected a dict with metainfo and data_list.'
        )
    classes = raw['metainfo'].get('classes') or []
    if needed and not classes:
        raise ValueError(f'{ann_file}: metainfo must hold the list "classes".')
    return classes


def _clip(clip: List[int], frames: int) -> List[int]:
    if (
        not isinstance(clip, list)
        or [type(i) for i in clip] != [int, int]
        or not 0 <= clip[0] < clip[1] <= frames
    ):
        raise ValueError(
            f'clip {clip!r}: expected [first, stop], two frame numbers with '
            f'0 <= first < stop <= {frames}, the total_frames.'
        )
    return clip


def _check_inside(tube: PersonTube, width: int, height: int) -> None:
    """At least a part of every box must lie in the frame."""
    boxes, limit = tube.boxes, np.array([width, height])
    outside = ((boxes[:, 2:] <= 0) | (boxes[:, :2] >= limit)).any(1)
    if outside.any():
        k = int(np.flatnonzero(outside)[0])
        raise ValueError(
            f'box of frame {tube.frame_inds[k]} lies wholly outside the frame '
            f'of {width} x {height} pixels: {boxes[k].tolist()}. Drop the key '
            'frame, or scale the boxes to the size of this video.'
        )
