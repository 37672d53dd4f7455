"""Metric: IoU of the view with the region that it should show."""

from typing import Optional, Sequence

import numpy as np
import torch
from mmaction.registry import METRICS
from mmengine.evaluator import BaseMetric

from ..transformer.boxes import box_iou


@METRICS.register_module()
class ViewIoUMetric(BaseMetric):
    """Mean IoU of the view, and of the detector's box, with the target.

    The target is the square around the true box, widened by the
    ``target_margin`` of ``TubeCrop``. ``view_iou`` compares the view with it.
    ``box_iou`` compares the square around the detector's box with it, widened
    by the same margin, so that the two numbers can be compared.

    Args:
        collect_device (str): See :class:`BaseMetric`.
        prefix (str, optional): See :class:`BaseMetric`.
    """

    default_prefix: Optional[str] = 'refocus'

    def process(self, data_batch, data_samples: Sequence[dict]) -> None:
        for sample in data_samples:
            if '_gt_instances' not in sample and 'gt_instances' not in sample:
                raise ValueError(
                    'ViewIoUMetric needs target boxes, and '
                    f'{sample.get("sample_id", "a sample")} has none: give '
                    'clean_boxes in the annotation or add TubeBoxNoise to '
                    'the test pipeline'
                )
            target = _boxes(sample, 'gt_instances')
            box = _boxes(sample, 'proposals')
            result = dict(box_iou=box_iou(box, target).mean().item())
            if 'view_boxes' in sample:
                view = torch.as_tensor(sample['view_boxes']).cpu()
                result['view_iou'] = box_iou(view, target).mean().item()
            self.results.append(result)

    def compute_metrics(self, results: list) -> dict:
        return {
            key: float(np.mean([r[key] for r in results]))
            for key in results[0]
        }


def _boxes(sample: dict, field: str) -> torch.Tensor:
    """Boxes (F, 4) of a field of a sample.

    A data sample turned into a dict keeps its fields under ``_field``.
    """
    instances = sample.get(field, sample.get(f'_{field}'))
    return torch.as_tensor(instances['bboxes']).float().cpu()
