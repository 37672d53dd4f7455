"""Packing of person-tube samples."""

from typing import Optional, Sequence, Tuple

import numpy as np
from mmaction.datasets.transforms import PackActionInputs
from mmaction.registry import TRANSFORMS
from mmcv.transforms import to_tensor
from mmengine.structures import InstanceData


@TRANSFORMS.register_module()
class PackTubeInputs(PackActionInputs):
    """Pack images, label and the target boxes.

    Unlike the base class it needs no ``gt_labels`` beside ``gt_bboxes``.
    ``gt_bboxes`` become ``data_sample.gt_instances.bboxes``, (F, 4) float32,
    one box for each frame in crop pixels. ``proposals`` are packed likewise.

    Args:
        collect_keys (tuple[str], optional): See ``PackActionInputs``.
        meta_keys (Sequence[str]): Keys for the ``metainfo`` of the sample;
            those that a sample lacks are left out.
        algorithm_keys (Sequence[str]): See ``PackActionInputs``.
    """

    def __init__(
        self,
        collect_keys: Optional[Tuple[str]] = None,
        meta_keys: Sequence[str] = (
            'img_shape',
            'img_key',
            'video_id',
            'timestamp',
            'sample_id',
            'filename',
            'crop_boxes',
            'box_in_crop',
            'boxes_frame',
            'clean_boxes_frame',
            'frame_inds',
            'flip',
            'original_shape',
            'entity_box',
        ),
        algorithm_keys: Sequence[str] = (),
    ) -> None:
        super().__init__(collect_keys, meta_keys, algorithm_keys)

    def transform(self, results: dict) -> dict:
        """Pack; ``results`` is left as it is."""
        rest = {k: v for k, v in results.items() if k != 'gt_bboxes'}
        if 'box_in_crop' in rest:
            rest['box_in_crop'] = _box_in_crop(rest)
        packed = super().transform(rest)
        if 'gt_bboxes' in results:
            packed['data_samples'].gt_instances = InstanceData(
                bboxes=to_tensor(results['gt_bboxes'])
            )
        if 'proposals' in results:
            packed['data_samples'].proposals = InstanceData(
                bboxes=to_tensor(results['proposals'])
            )
        return packed


def _box_in_crop(results: dict) -> Optional[np.ndarray]:
    """Where the box lies in the packed crop; None if it is not known any more.

    MMAction2's own crops after ``TubeCrop`` do not carry the box along.
    """
    quadruple = results.get('crop_quadruple', (0, 0, 1, 1))
    if 'crop_bbox' in results or tuple(quadruple) != (0, 0, 1, 1):
        return None
    box = results['box_in_crop']
    if results.get('flip') and results.get('flip_direction') == 'horizontal':
        box = box[:, [2, 1, 0, 3]] * np.float32([-1, 1, -1, 1])
    return box
