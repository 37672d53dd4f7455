"""Accuracy and IoU of the view under noise on the boxes, clip by clip."""

import csv
from dataclasses import asdict, dataclass, fields
from itertools import product
from typing import List, Optional, Sequence

import torch
from mmengine.config import Config
from torch import nn

from ..cli.box_noise import DEFAULT_FAMILY, family_of, load_noise
from ..formats.text_files import read_text
from ..models.loading import load_recognizer
from .clip_outcomes import ClipOutcome, ClipTester


@dataclass(frozen=True)
class ClipRecord:
    """The result of one clip under one draw of box noise.

    Attributes:
        model (str): Name of the recogniser.
        run (str): Name of one training of it.
        level (float): Level of the noise.
        noise_seed (int): Seed of the noise.
        sample_id (str): Name of the clip.
        label (int): True class.
        correct (int): 1 if the clip was recognised, else 0.
        box_iou (float): IoU of the detector's box, see ``ViewIoUMetric``.
        view_iou (float): IoU of the view; that of the box where the model
            has no STN, or several views of a person.
        noise (str): Family of the noise.
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
    """Read the records of a CSV file.

    Older files have no column ``noise``: theirs is the default family.

    Raises:
        ValueError: The file holds no records, or others.
    """
    kinds = {field.name: field.type for field in fields(ClipRecord)}
    rows = csv.DictReader(read_text(path).splitlines())
    records = []
    try:
        for row in rows:
            records.append(
                ClipRecord(**{k: kinds[k](v) for k, v in row.items()})
            )
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise ValueError(
            f'{path}, line {rows.line_num}: no record of '
            f'robustness_curve.py ({type(error).__name__}: {error})'
        ) from None
    if not records:
        raise ValueError(f'{path}: empty, expected records of clips')
    return records


def write_records(records: List[ClipRecord], path: str) -> None:
    """Write a CSV file with one row for each record."""
    with open(path, 'w', newline='') as file:
        writer = csv.DictWriter(file, [f.name for f in fields(ClipRecord)])
        writer.writeheader()
        writer.writerows(asdict(record) for record in records)


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
        name (str): Name of the model in the records.
        cfg (Config): A config of a recogniser on person tubes.
        checkpoint (str): Path of its weights.
        levels (Sequence[float]): Levels of ``TubeBoxNoise``. Level 0 has no
            noise to draw, so it is tested with one seed and one family.
        noise_seeds (Sequence[int]): Seeds of the noise.
        device (str): A device of PyTorch.
        run (str, optional): Name of this training. Defaults to the path of
            the checkpoint.
        families (Sequence[str | None]): Families of noise, see
            ``load_noise``; None is the pipeline's own.

    Returns:
        list[ClipRecord]: One for each clip, level, family and seed.

    Raises:
        ValueError: The checkpoint is that of another model, or no true box
            of a clip is known.
    """
    own = family_of(cfg.test_dataloader.dataset.pipeline)
    for family in filter(None, families):
        load_noise(family)  # a wrong name ends this before the first test
    model = load_recognizer(cfg, checkpoint, device)
    for module in model.modules():  # as ChannelsLastHook, for 3-D models too
        if isinstance(module, nn.Conv2d):
            module.to(memory_format=torch.channels_last)
    records = []
    for level in levels:
        tested = None if level else 1
        for family, seed in product(families[:tested], noise_seeds[:tested]):
            tester = ClipTester(model, cfg, level, seed, family)
            condition = (name, run or checkpoint, level, seed, family or own)
            records += [_record(*condition, o) for o in tester.outcomes()]
    return records


def _record(
    name: str,
    run: str,
    level: float,
    seed: int,
    family: str,
    outcome: ClipOutcome,
) -> ClipRecord:
    if outcome.box_iou is None:
        raise ValueError(
            f'{outcome.sample_id}: no true box is known, so the quality of '
            'its box cannot be told. Give clean_boxes in the annotation, or '
            'keep TubeBoxNoise in the test pipeline'
        )
    view = outcome.view_iou
    return ClipRecord(
        name,
        run,
        level,
        seed,
        outcome.sample_id,
        outcome.label,
        int(outcome.correct),
        outcome.box_iou,
        outcome.box_iou if view is None else view,
        family,
    )
