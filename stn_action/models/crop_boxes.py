"""Reads from a batch's samples where the person's box lies in the crops."""

from typing import Iterator, Sequence

import numpy as np
import torch
from mmaction.structures import ActionDataSample
from torch import Tensor, nn

from ..transformer.view import CropBoxes

#: The transforms that write ``box_in_crop`` and pack it into the sample.
_NEEDED = ('TubeCrop', 'PackTubeInputs')
#: Packages in which no other transform does either.
_KNOWN = ('mmaction', 'mmcv', 'mmengine', 'stn_action')


def crop_boxes_of(
    data_samples: Sequence[ActionDataSample], clips: Tensor
) -> CropBoxes:
    """Read ``box_in_crop``, which ``TubeCrop`` writes and the sample carries.

    Args:
        data_samples (list[ActionDataSample]): N, with ``box_in_crop`` (F, 4)
            normalised ``xyxy`` in their ``metainfo``.
        clips (Tensor): (B, C, T, H, W), the N * F frames in order.

    Returns:
        tuple | Tensor: Four numbers if all boxes are the same, as those of
        one ``TubeCrop`` are; else (B, T, 4).

    Raises:
        ValueError: A sample does not say it.
    """
    boxes = []
    for sample in data_samples:
        if sample.metainfo.get('box_in_crop') is None:
            name = sample.metainfo.get('sample_id', 'a sample')
            raise ValueError(
                f"{name} does not say where the person's box lies in the crop "
                '(box_in_crop), and the stn of this model asks for it: crop '
                'with TubeCrop, with no other crop after it, and end the '
                'pipeline with PackTubeInputs, its meta_keys as they are'
            )
        boxes.append(np.asarray(sample.metainfo['box_in_crop'], np.float64))
    rows = np.concatenate(boxes)
    if (np.ptp(rows, 0) < 1e-6).all():
        return tuple(rows[0].tolist())
    frames = clips.shape[2]
    if rows.size != len(clips) * frames * 4:
        raise ValueError(
            f'the samples say for {len(rows)} frames where the box lies in '
            f'the crop (box_in_crop), but there are {len(clips)} clips of '
            f'{frames} frames: crop with TubeCrop after the frames were '
            'sampled, and use no multi-crop transforms'
        )
    # float32 also for clips of whole numbers
    lying = torch.from_numpy(rows).to(clips.device, torch.float32)
    return lying.view(len(clips), frames, 4)


def check_crop_boxes(model: nn.Module, name: str, dataset) -> None:
    """Refuse pipelines that do not give what the STN asks of the crop.

    That is where the person's box lies in it, and as much around the box as
    the localisation network looks at. Only the pipelines are read, before the
    first batch. Those with transforms of other packages, which may say where
    the box lies, are let through.

    Args:
        model (nn.Module): Not wrapped.
        name (str): Such as ``'training'``.
        dataset: May wrap others.

    Raises:
        ValueError: The STN of the model asks for it and the data lack it, or
            the crop is too narrow.
    """
    asks = getattr(getattr(model, 'stn', None), 'needs_boxes', False)
    if not asks or getattr(model, 'box_in_crop', None) is not None:
        return
    for part, steps in _pipelines(dataset):
        kinds = [type(step) for step in steps]
        names = [kind.__name__ for kind in kinds]
        foreign = {k.__module__.partition('.')[0] for k in kinds} - {*_KNOWN}
        missing = [n for n in _NEEDED if n not in names]
        if missing and not foreign:
            raise ValueError(
                "the stn of this model asks where the person's box lies in "
                'the crop (KeepBox, or a look with a context), but the '
                f'{name} data ({type(part).__name__}) do not say it: the '
                f'pipeline has no {" and no ".join(missing)}. On whole '
                'frames it means nothing: remove it from the stn, or use '
                'PersonTubeDataset with TubeCrop and PackTubeInputs'
            )
        for step in steps:
            if type(step).__name__ == 'TubeCrop':
                model.stn.looks_at.check_crop(step.context)


def _pipelines(dataset) -> Iterator[tuple]:
    """Data sets with the transforms of their pipelines, inner ones too."""
    steps = getattr(getattr(dataset, 'pipeline', None), 'transforms', None)
    if steps:
        yield dataset, steps
    inner = getattr(dataset, 'datasets', None)
    for part in inner or [getattr(dataset, 'dataset', None)]:
        if part is not None:
            yield from _pipelines(part)
