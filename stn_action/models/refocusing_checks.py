"""Settings and tensors that a model with an STN refuses, with what to do."""

import torch
from torch import Tensor

from ..transformer.regularizers import REGULARIZERS


def check_regularizers(weights: dict, by_frame: bool) -> None:
    """Raise ValueError for unknown names, and for smoothness without time."""
    unknown = set(weights) - set(REGULARIZERS)
    if unknown:
        raise ValueError(
            f'unknown stn_regularizers {sorted(unknown)}; '
            f'known are {tuple(REGULARIZERS)}'
        )
    if 'smoothness' in weights and not by_frame:
        raise ValueError(
            "stn_regularizers has smoothness over time, but temporal='clip' "
            "gives one theta for all frames: use temporal='frame'"
        )


def check_finite(theta: Tensor, clips: Tensor, data_samples) -> None:
    """Raise FloatingPointError for a theta that is not finite.

    It names the samples whose pixels are not finite: batch norm spreads one
    bad clip over the batch, so theta itself does not tell which one it was.
    """
    if torch.isfinite(theta.detach()).all():
        return
    good = torch.isfinite(clips).flatten(1).all(1)
    per_sample = max(1, len(good) // len(data_samples))
    names = [
        str(sample.metainfo.get('sample_id', f'sample {i} of the batch'))
        for i, sample in enumerate(data_samples)
        if not good[i * per_sample : (i + 1) * per_sample].all()
    ]
    if names:
        raise FloatingPointError(
            f'theta is not finite, because the pixels of {", ".join(names)} '
            'are not: check these videos and the transforms of the pipeline'
        )
    names = [s.metainfo.get('sample_id', '?') for s in data_samples]
    raise FloatingPointError(
        f'theta is not finite for the batch {names}, whose pixels are fine: '
        'training has diverged. Lower stn.lr_mult or clip the gradient '
        '(clip_grad), and resume from the last checkpoint'
    )


def check_frames(corners: Tensor, targets: Tensor) -> None:
    """Raise ValueError where views and target boxes differ in number."""
    if corners.shape[1] != targets.shape[1]:
        raise ValueError(
            f'the view has {corners.shape[1]} frames a sample, but there are '
            f'{targets.shape[1]} target boxes; multi-crop transforms '
            '(ThreeCrop, TenCrop) have no place in training with the '
            're-focus loss'
        )


def check_target(boxes: Tensor, sample) -> None:
    """Raise for target boxes (F, 4) that no view could be compared with."""
    bad = ~torch.isfinite(boxes).all(-1)
    what = 'is not finite'
    if not bad.any():
        bad = (boxes[:, 2:] <= boxes[:, :2]).any(-1)
        what = 'has no area'
    if bad.any():
        frame = int(bad.nonzero()[0])
        name = sample.metainfo.get('sample_id', 'a sample')
        raise ValueError(
            f'the target box of frame {frame} of {name} {what}: '
            f'{boxes[frame].tolist()} (x1, y1, x2, y2 in pixels of the crop). '
            'Correct the boxes or clean_boxes of this entry of the annotation'
        )
