"""Error of whole house numbers."""

from typing import Optional, Sequence

import numpy as np
from mmaction.registry import METRICS
from mmengine.evaluator import BaseMetric


@METRICS.register_module()
class NumberErrorMetric(BaseMetric):
    """Per cent of numbers with any position wrong, and of wrong positions.

    The paper's error on SVHN is ``number_error``.
    """

    default_prefix: Optional[str] = 'svhn'

    def process(self, data_batch, data_samples: Sequence[dict]) -> None:
        for sample in data_samples:
            wrong = sample['pred_label'].cpu() != sample['gt_label'].cpu()
            self.results.append(wrong.numpy())

    def compute_metrics(self, results: list) -> dict:
        wrong = np.stack(results)
        return dict(
            number_error=100 * float(wrong.any(1).mean()),
            digit_error=100 * float(wrong.mean()),
        )
