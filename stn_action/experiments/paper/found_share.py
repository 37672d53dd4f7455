"""Share of objects that a co-localiser found."""

from typing import List, Optional, Sequence

import torch
from mmaction.registry import METRICS
from mmengine.evaluator import BaseMetric


@METRICS.register_module()
class FoundShareMetric(BaseMetric):
    """Per cent of images whose view has an IoU above 0.5 with the object.

    Metrics: ``found`` (per cent) and ``iou``, the mean.

    Args:
        threshold (float): Defaults to 0.5, the paper's.
        **kwargs: See :class:`BaseMetric`.
    """

    def __init__(
        self,
        threshold: float = 0.5,
        collect_device: str = 'cpu',
        prefix: Optional[str] = 'colocalisation',
    ) -> None:
        super().__init__(collect_device, prefix)
        self.threshold = threshold

    def process(self, data_batch, data_samples: Sequence[dict]) -> None:
        self.results.extend(float(sample['iou']) for sample in data_samples)

    def compute_metrics(self, results: List[float]) -> dict:
        ious = torch.tensor(results)
        found = (ious > self.threshold).float().mean().item()
        return dict(found=100 * found, iou=ious.mean().item())
