"""How accuracy and view hold up as boxes get worse, clip by clip."""

import csv
from copy import deepcopy
from dataclasses import asdict, dataclass, fields
from itertools import product
from typing import List, Optional, Sequence

import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import Runner, load_checkpoint
from torch import nn

from ..cli.box_noise import (
    DEFAULT_FAMILY,
    family_of,
    load_noise,
    set_box_noise,
)
from ..models.view_boxes import box_iou


@dataclass(frozen=True)
class ClipRecord:
    """What a recogniser made of one clip under one draw of box noise.

    ``model`` and ``run`` (one training of it) name the recogniser,
    ``box_iou`` and ``view_iou`` are those of ``ViewIoUMetric``; without an
    STN the view is the box. ``noise`` is the family of the noise.
    """

    model: str
    run: str
    level: float
    noise_seed: int
    sample_id: str
    label: int
    correct: int
    box_iou: float
    view_iou: float
    noise: str = DEFAULT_FAMILY


def read_records(path: str) -> List[ClipRecord]:
    """Those of a CSV; files from before there were families lack ``noise``."""
    kinds = {field.name: field.type for field in fields(ClipRecord)}
    with open(path, newline='') as file:
        return [
            ClipRecord(**{k: kinds[k](v) for k, v in row.items()})
            for row in csv.DictReader(file)
        ]


def write_records(records: List[ClipRecord], path: str) -> None:
    """One row a record."""
    with open(path, 'w', newline='') as file:
        writer = csv.DictWriter(file, [f.name for f in fields(ClipRecord)])
        writer.writeheader()
        writer.writerows(asdict(record) for record in records)


@torch.no_grad()
def evaluate_clips(
    name: str,
    cfg: Config,
    checkpoint: str,
    levels: Sequence[float],
    noise_seeds: Sequence[int],
    device: str = 'cpu',
    run: Optional[str] = None,
    families: Sequence[Optional[str]] = (None,),
) -> List[ClipRecord]:
    """Test one trained recogniser under noise of every level and seed.

    Args:
        name (str): Of the model.
        cfg (Config): A config of a recogniser on person tubes.
        checkpoint (str): Its weights.
        levels (Sequence[float]): Of ``TubeBoxNoise``. At 0 a single seed and
            family is tested: there is no noise to draw.
        noise_seeds (Sequence[int]): Draws of the noise.
        device (str): As of PyTorch.
        run (str, optional): Name of this training; the checkpoint's path by
            default.
        families (Sequence[str | None]): Of the noise, see ``load_noise``;
            None is the pipeline's own.

    Returns:
        list[ClipRecord]: One for each clip, level, family and seed.
    """
    init_default_scope(cfg.get('default_scope', 'mmaction'))
    own = family_of(cfg.test_dataloader.dataset.pipeline)
    for family in filter(None, families):
        load_noise(family)  # a wrong name ends this before the first test
    model = MODELS.build(cfg.model)
    load_checkpoint(model, checkpoint, map_location='cpu')
    model.to(device).eval()
    for module in model.modules():  # as ChannelsLastHook, for 3-D models too
        if isinstance(module, nn.Conv2d):
            module.to(memory_format=torch.channels_last)
    records = []
    for level in levels:
        tested = None if level else 1
        for family, seed in product(families[:tested], noise_seeds[:tested]):
            for batch in _loader(cfg, level, seed, family):
                records += [
                    _record(
                        name,
                        run or checkpoint,
                        level,
                        seed,
                        family or own,
                        sample,
                    )
                    for sample in model.test_step(batch)
                ]
    return records


def _loader(cfg: Config, level: float, seed: int, family: Optional[str]):
    dataloader = deepcopy(cfg.test_dataloader)
    set_box_noise(dataloader.dataset.pipeline, level, seed, family)
    return Runner.build_dataloader(dataloader)


def _record(name, run, level, seed, family, sample) -> ClipRecord:
    target = sample.gt_instances.bboxes.float().cpu()
    box = box_iou(sample.proposals.bboxes.float().cpu(), target).mean().item()
    view = box
    if 'view_boxes' in sample:
        view = box_iou(sample.view_boxes.float().cpu(), target).mean().item()
    label = int(sample.gt_label)
    return ClipRecord(
        name,
        run,
        level,
        seed,
        sample.sample_id,
        label,
        int(int(sample.pred_label) == label),
        box,
        view,
        family,
    )
