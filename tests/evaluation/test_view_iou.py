import numpy as np
import pytest
import torch
from mmaction.registry import METRICS
from mmaction.structures import ActionDataSample
from mmengine.structures import InstanceData

import stn_action  # noqa: F401


def sample(view, box, target):
    out = ActionDataSample()
    out.set_metainfo(dict(sample_id='a.avi#0'))
    if target is not None:
        out.gt_instances = InstanceData(bboxes=torch.tensor(target))
    out.proposals = InstanceData(bboxes=torch.tensor(box))
    if view is not None:
        out.set_field(torch.tensor(view), 'view_boxes')
    return out.to_dict()


def evaluate(samples):
    metric = METRICS.build(dict(type='ViewIoUMetric'))
    metric.process({}, samples)
    return metric.evaluate(len(samples))


def test_by_hand():
    target = [[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 4.0]]
    exact, half = target, [[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 2.0]]
    third = [[0.0, 2.0, 4.0, 6.0], [0.0, 2.0, 4.0, 6.0]]
    out = evaluate(
        [
            sample(exact, third, target),
            sample(half, third, target),
        ]
    )
    assert out['refocus/view_iou'] == pytest.approx(np.mean([1, 0.75]))
    assert out['refocus/box_iou'] == pytest.approx(1 / 3)


def test_without_an_stn_only_the_box_counts():
    box = [[0.0, 0.0, 1.0, 1.0]]
    assert evaluate([sample(None, box, box)]) == {'refocus/box_iou': 1.0}


def test_missing_target_is_named():
    with pytest.raises(ValueError, match='a.avi#0 has none'):
        evaluate([sample(None, [[0.0, 0.0, 1.0, 1.0]], None)])
