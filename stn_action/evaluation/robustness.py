"""How accuracy and view hold up as boxes get worse, clip by clip."""
from dataclasses import asdict, dataclass
from typing import Callable, List, Optional, Sequence, Tuple

import numpy as np
import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.runner import Runner, load_checkpoint

from ..engine.launch import set_box_noise
from ..models.view_boxes import box_iou


@dataclass(frozen=True)
class ClipRecord:
    """What a recogniser made of one clip under one draw of box noise.

    ``model`` and ``run`` (one training of it) name the recogniser,
    ``box_iou`` and ``view_iou`` are those of ``ViewIoUMetric``; without an
    STN the view is the box.
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

    def as_dict(self) -> dict:
        return asdict(self)


@torch.no_grad()
def evaluate_clips(name: str,
                   cfg: Config,
                   checkpoint: str,
                   levels: Sequence[float],
                   noise_seeds: Sequence[int],
                   device: str = 'cpu',
                   run: Optional[str] = None) -> List[ClipRecord]:
    """Test one trained recogniser under noise of every level and seed.

    Args:
        name (str): Of the model.
        cfg (Config): A config of a recogniser on person tubes.
        checkpoint (str): Its weights.
        levels (Sequence[float]): Of ``TubeBoxNoise``. At 0 a single seed is
            tested: there is no noise to draw.
        noise_seeds (Sequence[int]): Draws of the noise.
        device (str): As of PyTorch.
        run (str, optional): Name of this training; the checkpoint's path by
            default.

    Returns:
        list[ClipRecord]: One for each clip, level and seed.
    """
    init_default_scope(cfg.get('default_scope', 'mmaction'))
    model = MODELS.build(cfg.model)
    load_checkpoint(model, checkpoint, map_location='cpu')
    model.to(device=device, memory_format=torch.channels_last).eval()
    records = []
    for level in levels:
        for seed in noise_seeds if level else noise_seeds[:1]:
            loader = _loader(cfg, level, seed)
            for batch in loader:
                for sample in model.test_step(batch):
                    records.append(
                        _record(name, run or checkpoint, level, seed, sample))
    return records


def _loader(cfg: Config, level: float, seed: int):
    dataloader = cfg.test_dataloader.copy()
    dataset = Config(dataloader).dataset
    set_box_noise(dataset.pipeline, level, seed)
    return Runner.build_dataloader({**dataloader, 'dataset': dataset})


def _record(name, run, level, seed, sample) -> ClipRecord:
    target = sample.gt_instances.bboxes.float().cpu()
    box = box_iou(sample.proposals.bboxes.float().cpu(), target).mean().item()
    view = box
    if 'view_boxes' in sample:
        view = box_iou(sample.view_boxes.float().cpu(), target).mean().item()
    label = int(sample.gt_label)
    return ClipRecord(name, run, level, seed, sample.sample_id, label,
                      int(int(sample.pred_label) == label), box, view)


def mean_class_accuracy(correct: np.ndarray, labels: np.ndarray) -> float:
    """Mean of the classes' accuracies, over the classes that occur."""
    return float(
        np.mean([correct[labels == k].mean() for k in np.unique(labels)]))


def bootstrap_interval(groups: Sequence[np.ndarray],
                       statistic: Callable[[List[np.ndarray]], float],
                       repeats: int = 2000,
                       seed: int = 0,
                       confidence: float = 0.95) -> Tuple[float, float]:
    """Interval of a statistic over trainings and clips.

    Trainings are drawn with replacement, then clips within each: both are
    samples of what another person would get.

    Args:
        groups (Sequence[ndarray]): For each training, (clips, ...) values.
        statistic (callable): Of a list of such arrays.
        repeats (int): Resamplings.
        seed (int): Of the resampling.
        confidence (float): Mass of the interval.

    Returns:
        tuple[float, float]: Lower and upper bound (percentiles).
    """
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(repeats):
        chosen = [groups[i] for i in rng.integers(len(groups), size=len(groups))]
        values.append(
            statistic([g[rng.integers(len(g), size=len(g))] for g in chosen]))
    tail = (1 - confidence) / 2 * 100
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return float(low), float(high)
