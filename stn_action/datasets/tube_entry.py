"""Checks one entry of an annotation file and makes it a sample."""

from typing import Any, List, Optional, Tuple, Union

import numpy as np

from ..tubes import PersonTube
from .annotation_file import shown

_REQUIRED = ('filename', 'label', 'total_frames', 'frame_inds', 'boxes')
_KNOWN = (*_REQUIRED, 'scores', 'clean_boxes', 'width', 'height', 'clip')
#: Keys that transforms write; a value from a file would be taken for theirs.
_OF_TRANSFORMS = """
annotated_frames annotated_size avg_fps boxes_frame clean_boxes_frame
clean_tube clip_len clip_start crop_bbox crop_boxes crop_quadruple entry_index
filename_tmpl flip flip_direction frame_dir frame_interval gt_bboxes img_shape
imgs input_shape inputs keep_ratio keypoint lazy modality new_path num_clips
offset original_shape proposals sample_id sample_idx scale_factor start_index
tube video_reader
"""
#: A tube all of whose coordinates stay below this was divided by the frame's
#: size: a person of a single pixel is not annotated.
_NORMALISED = 1.5
_MOST_FRAMES = 2**31 - 1


def parse_entry(
    entry: Any, test_mode: bool, multi_class: bool, num_classes: int
) -> dict:
    """Check an entry and return it as a sample, without the folder.

    Args:
        entry: One of ``data_list``.
        test_mode (bool): Whether the label may be missing.
        multi_class (bool): Whether the label is a list.
        num_classes (int): Labels are below this.

    Returns:
        dict: The keys of :class:`PersonTubeDataset`'s samples, with
        ``clip_start`` beside ``total_frames`` (both of the clip) and, where
        the entry has ``width`` and ``height``, ``annotated_size`` of both.

    Raises:
        ValueError: Whatever is wrong, in one line.
    """
    if not isinstance(entry, dict):
        raise ValueError(f'expected a dict, got {shown(entry)}.')
    labelled = 'label' in entry or not test_mode
    _check_keys(entry, labelled)
    frames = entry['total_frames']
    if not _is_count(frames) or frames > _MOST_FRAMES:
        raise ValueError(
            f'total_frames must be a positive integer, got {shown(frames)}.'
        )
    tube = PersonTube(entry['frame_inds'], entry['boxes'], entry.get('scores'))
    _check_tube(tube, frames)
    first, stop = _clip(entry.get('clip'), tube, frames)
    info = dict(
        {key: entry[key] for key in entry if key not in _KNOWN},
        filename=entry['filename'],
        total_frames=stop - first,
        clip_start=first,
        annotated_frames=frames,
        tube=tube,
    )
    if labelled:
        info['label'] = _label(entry['label'], multi_class, num_classes)
    if entry.get('clean_boxes') is not None:
        info['clean_tube'] = PersonTube(
            entry['frame_inds'], entry['clean_boxes']
        )
    size = stated_size(entry)
    if size:
        info['annotated_size'] = size
        check_boxes_in_frame(tube, size)
    return info


def name_of(entry: Any) -> str:
    """The name of an entry in errors. The entry need not be valid."""
    if not isinstance(entry, dict):
        return shown(entry)
    name = entry.get('filename', 'without filename')
    return name if isinstance(name, str) else shown(name)


def check_boxes_in_frame(tube: PersonTube, size: Tuple[int, int]) -> None:
    """Check that the boxes can belong to a frame of this size.

    Args:
        tube (PersonTube): Boxes in pixels.
        size (tuple[int, int]): Width and height of the frame in pixels.

    Raises:
        ValueError: A box lies wholly outside the frame, or is more than
            twice as wide or high as it.
    """
    boxes, limit = tube.boxes, np.array(size)
    outside = ((boxes[:, 2:] <= 0) | (boxes[:, :2] >= limit)).any(1)
    too_large = (boxes[:, 2:] - boxes[:, :2] > 2 * limit).any(1)
    for what, wrong, remedy in (
        ('lies wholly outside', outside, 'Drop the key frame, or scale'),
        ('is more than twice the size of', too_large, 'Scale'),
    ):
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            raise ValueError(
                f'box of frame {tube.frame_inds[k]} {what} the frame of '
                f'{size[0]} x {size[1]} pixels: {boxes[k].tolist()}. {remedy} '
                'the boxes to the size of this video.'
            )


def _check_keys(entry: dict, labelled: bool) -> None:
    missing = [
        key
        for key in _REQUIRED
        if key not in entry and (labelled or key != 'label')
    ]
    if missing:
        raise ValueError(f'lacks {", ".join(missing)}.')
    name = entry['filename']
    if not isinstance(name, str) or not name or '\0' in name:
        raise ValueError(
            'filename must be the path of a video below data_prefix, '
            f'got {shown(name)}.'
        )
    reserved = sorted(set(_OF_TRANSFORMS.split()) & set(entry))
    if reserved:
        raise ValueError(
            f'the key {reserved[0]!r} is written by the pipeline; give it '
            'another name.'
        )


def _is_count(value: Any) -> bool:
    return type(value) is int and value > 0


def _check_tube(tube: PersonTube, frames: int) -> None:
    last = tube.frame_inds[-1]
    if last >= frames:
        raise ValueError(
            f'more boxes than frames: the last is for frame {last}, but '
            f'total_frames is {frames}. Drop boxes of frames which do not '
            'decode; frames count from 0.'
        )
    check_pixels(tube)


def check_pixels(tube: PersonTube) -> None:
    """Check that the boxes are not shares of the frame.

    Raises:
        ValueError: They are.
    """
    if abs(tube.boxes).max() <= _NORMALISED:
        raise ValueError(
            f'boxes reach {abs(tube.boxes).max():g} at most, as if they were '
            'divided by the size of the frame. Multiply x by the width and y '
            'by the height: boxes are in pixels.'
        )


def _clip(
    clip: Optional[List[int]], tube: PersonTube, frames: int
) -> Tuple[int, int]:
    """``[first, stop)``: as given, else from first to last key frame."""
    if clip is None:
        return int(tube.frame_inds[0]), int(tube.frame_inds[-1]) + 1
    if (
        not isinstance(clip, list)
        or [type(i) for i in clip] != [int, int]
        or not 0 <= clip[0] < clip[1] <= frames
    ):
        raise ValueError(
            f'clip {shown(clip)}: expected [first, stop], two frame numbers '
            f'with 0 <= first < stop <= {frames}, the total_frames.'
        )
    return clip[0], clip[1]


def _label(label: Union[int, List[int]], multi_class: bool, num_classes: int):
    labels = label if multi_class else [label]
    if not isinstance(labels, list) or any(type(i) is not int for i in labels):
        raise ValueError(
            f'label {shown(label)}: expected an integer, or a list of '
            'integers with multi_class=True.'
        )
    if labels and not num_classes:
        raise ValueError(
            f'label {shown(label)}: metainfo.classes, whose index it is, '
            'is empty.'
        )
    unknown = [i for i in labels if not 0 <= i < num_classes]
    if unknown:
        raise ValueError(
            f'unknown label {unknown[0]}: expected 0 to '
            f'{num_classes - 1}, an index into metainfo.classes.'
        )
    return label


def stated_size(entry: dict) -> Optional[Tuple[int, int]]:
    """Width and height that the boxes were made for, where stated.

    Raises:
        ValueError: They are no positive integers.
    """
    size = entry.get('width'), entry.get('height')
    if size == (None, None):
        return None
    if not all(_is_count(side) for side in size):
        raise ValueError(
            'width and height must both be positive integers, or both be '
            f'left out; got {shown(size[0])} and {shown(size[1])}.'
        )
    return size
