"""Metric: AVA's mAP for recognisers of single person tubes."""

from typing import Optional, Sequence

import torch
from mmaction.evaluation import AVAMetric
from mmaction.registry import METRICS
from mmaction.structures import bbox2result

from ..formats.ava import read_label_map

_KEYS = ('video_id', 'timestamp', 'entity_box')


@METRICS.register_module()
class AVATubeMetric(AVAMetric):
    """:class:`AVAMetric` for multi-label recognisers on AVA tubes.

    Each tube counts as one detection of each action: the box of its key
    frame (``entity_box``) with the sigmoid of the action's score. The
    evaluation itself is MMAction2's; neither mmdet nor mmcv.ops is needed.

    The k-th score belongs to the k-th action of the label map, which must be
    the one that ``tools/data/ava/build_annotations.py`` was given. The head
    puts out logits (``average_clips='score'``, a loss with a sigmoid).

    Args:
        ann_file (str): ``ava_val_v2.x.csv``, the annotated boxes.
        label_file (str): Label map, ``.pbtxt``.
        exclude_file (str, optional): Excluded timestamps.
        action_thr (float): Detections with lower scores are left out.
            Defaults to 0.002, as in :class:`AVAMetric`.
        collect_device (str): See :class:`BaseMetric`.
        prefix (str, optional): See :class:`BaseMetric`. Defaults to ``mAP``.
    """

    def __init__(
        self,
        ann_file: str,
        label_file: str,
        exclude_file: Optional[str] = None,
        action_thr: float = 0.002,
        collect_device: str = 'cpu',
        prefix: Optional[str] = None,
    ) -> None:
        super().__init__(
            ann_file=ann_file,
            exclude_file=exclude_file,
            label_file=label_file,
            action_thr=action_thr,
            collect_device=collect_device,
            prefix=prefix,
        )

    def process(self, data_batch, data_samples: Sequence[dict]) -> None:
        self.read_label_file()
        for sample in data_samples:
            missing = [key for key in _KEYS if key not in sample]
            if missing:
                raise ValueError(
                    f'AVATubeMetric: {sample.get("sample_id", "a sample")} '
                    f'lacks {", ".join(missing)}: build the annotations with '
                    'tools/data/ava/build_annotations.py and keep the default '
                    'meta_keys of PackTubeInputs'
                )
            box = torch.as_tensor(sample['entity_box']).float()
            outputs = bbox2result(
                box.unsqueeze(0),
                self._scores(sample).unsqueeze(0),
                num_classes=self.num_classes,
                thr=self.action_thr,
            )
            self.results.append(
                dict(
                    video_id=sample['video_id'],
                    timestamp=sample['timestamp'],
                    outputs=outputs,
                )
            )

    def read_label_file(self) -> None:
        """Set ``custom_classes``: the action id of each score.

        The first is 0, which :class:`AVAMetric` takes as the background.

        Raises:
            ValueError: The label map is not that of the annotations.
        """
        if self.custom_classes is not None:
            return
        label_map = read_label_map(self.label_file)
        classes = (self.dataset_meta or {}).get('classes')
        if classes is not None and list(classes) != list(label_map.values()):
            raise ValueError(
                f'{self.label_file} has other actions than the annotations of '
                f'the data set ({len(label_map)} and {len(classes)}): give '
                'the label map that they were built with'
            )
        self.custom_classes = [0, *label_map]
        self.num_classes = len(self.custom_classes)

    def _scores(self, sample: dict) -> torch.Tensor:
        """Probabilities (num_classes,), with 0 for the background."""
        logits = torch.as_tensor(sample['pred_score']).float().cpu()
        expected = self.num_classes - 1
        if logits.shape != (expected,):
            raise ValueError(
                f'AVATubeMetric expects {expected} scores a tube, as the '
                f'label map has actions, got shape {tuple(logits.shape)}: '
                "set num_classes and average_clips='score' of the head"
            )
        return torch.cat([logits.new_zeros(1), logits.sigmoid()])
