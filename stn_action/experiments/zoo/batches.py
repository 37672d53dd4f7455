"""Makes random clips of the layout that a config of the zoo trains on."""

from typing import Tuple

import torch
from mmaction.structures import ActionDataSample
from mmengine.config import Config

from .configs import in_channels, modality, pipeline
from .reductions import side


def batch(cfg: Config, num: int, views: int, seed: int) -> dict:
    """Random uint8 clips of the layout and length that a config trains on.

    Args:
        cfg: A config of the zoo.
        num: N, samples.
        views: V, clips of a sample (of 3-D recognisers).
        seed: Seed of pixels and labels.
    """
    generator = torch.Generator().manual_seed(seed)
    classes = cfg.model.cls_head.num_classes
    shape = (*_layout(cfg, views), side(cfg), side(cfg))
    inputs = [
        torch.randint(0, 256, shape, dtype=torch.uint8, generator=generator)
        for _ in range(num)
    ]
    labels = torch.randint(0, classes, (num,), generator=generator).tolist()
    samples = [ActionDataSample().set_gt_label(label) for label in labels]
    return dict(inputs=inputs, data_samples=samples)


def _layout(cfg: Config, views: int) -> Tuple[int, ...]:
    """(M, C) of a 2-D recogniser, (V, C, T) of a 3-D one."""
    sampler = next((t for t in pipeline(cfg) if 'clip_len' in t), None)
    if sampler is None:  # a model alone, to test with its weights
        sampler = dict(clip_len=cfg.model.backbone.t_size)
    channels, frames = in_channels(cfg), sampler['clip_len']
    if isinstance(frames, dict):  # a number for each modality
        frames = frames['RGB']
    if '3D' in cfg.model.type:
        return views, channels, frames
    if modality(cfg) == 'flow':  # a clip is stacked to the channels
        frames = 1
    return frames * sampler.get('num_clips', 1), channels
