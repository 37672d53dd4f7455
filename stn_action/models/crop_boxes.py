"""Reads from a batch's samples where the person's box lies in the crops."""

from typing import Sequence

import numpy as np
import torch
from mmaction.structures import ActionDataSample
from torch import Tensor

from ..transformer.view import CropBoxes


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
