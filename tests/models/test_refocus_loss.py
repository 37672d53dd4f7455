import math

import pytest
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.structures import InstanceData
from torchvision.ops import box_iou as torchvision_iou

from stn_action.models.refocus_loss import refocus_targets
from stn_action.transformer import TRANSFORMATIONS
from stn_action.transformer.boxes import (
    box_corners,
    box_iou,
    enclosing_boxes,
)
from tests.transformer.views import SHIFTING, make_view


def loss_of(corners, boxes, **kwargs):
    loss = MODELS.build(dict(type='RefocusLoss', **kwargs))
    return loss([corners], boxes).item()


def test_zero_where_the_view_is_the_target():
    boxes = torch.rand(2, 3, 4) * 0.4
    boxes[..., 2:] += 0.5
    assert loss_of(box_corners(boxes), boxes) == pytest.approx(0, abs=1e-6)


def test_a_shift_by_hand():
    boxes = torch.tensor([[[-0.5, -0.5, 0.5, 0.5]]])
    view = box_corners(boxes + torch.tensor([0.25, 0, 0.25, 0]))
    # a quarter of the side: .25 / .5 along x, 0 along y; IoU .75 / 1.25
    assert loss_of(view, boxes, iou_weight=0.0) == pytest.approx(0.25)
    assert loss_of(view, boxes, l1_weight=0.0) == pytest.approx(0.4)
    assert loss_of(view, boxes, loss_weight=2.0) == pytest.approx(
        2 * (0.25 + 0.4)
    )


def test_a_rotated_view_is_compared_by_its_corners():
    boxes = torch.tensor([[[-1.0, -1.0, 1.0, 1.0]]])
    angle = math.pi / 4
    turn = torch.tensor(
        [
            [math.cos(angle), math.sin(angle)],
            [-math.sin(angle), math.cos(angle)],
        ]
    )
    view = box_corners(boxes) @ turn
    # corners move onto the axes at distance sqrt(2); box of area 8 around
    far = math.sqrt(2)
    expected = (1 + far - 1) / 2
    assert loss_of(view, boxes, iou_weight=0.0) == pytest.approx(
        expected, abs=1e-6
    )
    assert loss_of(view, boxes, l1_weight=0.0) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize('name', SHIFTING)
def test_every_family_can_be_pulled_to_a_box(name):
    """A shift is in these families: gradient descent on params finds it."""
    family = TRANSFORMATIONS[name]()
    params = torch.zeros(1, family.num_params, requires_grad=True)
    target = torch.tensor([[[-0.8, -1.1, 1.2, 0.9]]])
    loss = MODELS.build(dict(type='RefocusLoss'))
    optimizer = torch.optim.Adam([params], 0.02)
    for _ in range(200):
        value = loss([family.corners(family(params)).unsqueeze(1)], target)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    assert value.item() < 0.05


def test_iou_against_torchvision():
    a, b = torch.rand(2, 50, 4).unbind(0)
    a[:, 2:] += a[:, :2]
    b[:, 2:] += b[:, :2]
    torch.testing.assert_close(box_iou(a, b), torchvision_iou(a, b).diag())


def test_boxes_and_corners_round_trip():
    boxes = torch.tensor([[1.0, 2.0, 3.0, 5.0]])
    assert box_corners(boxes).tolist() == [[[1, 2], [3, 2], [3, 5], [1, 5]]]
    assert torch.equal(enclosing_boxes(box_corners(boxes)), boxes)


def test_clip_shared_corners_spread_over_frames():
    corners = torch.arange(4.0).view(4, 1, 1).expand(4, 4, 2)
    view = make_view(torch.zeros(4, 2, 3), frames=3)
    frames = view.per_sample(corners, num_samples=2)
    assert frames.shape == (2, 6, 4, 2)
    assert frames[:, :, 0, 0].tolist() == [
        [0, 0, 0, 1, 1, 1],
        [2, 2, 2, 3, 3, 3],
    ]


@pytest.mark.parametrize(
    'box, what',
    [
        ([1.0, 2.0, float('nan'), 4.0], 'is not finite'),
        ([1.0, 2.0, float('inf'), 4.0], 'is not finite'),
        ([1.0, 2.0, 1.0, 4.0], 'has no area'),
        ([3.0, 2.0, 1.0, 4.0], 'has no area'),
    ],
)
def test_a_target_that_no_view_can_match_names_the_sample(box, what):
    sample = ActionDataSample()
    boxes = torch.tensor([[0.0, 0.0, 8.0, 8.0], box])
    sample.gt_instances = InstanceData(bboxes=boxes)
    sample.set_metainfo(dict(sample_id='run/a.avi#1'))
    with pytest.raises(
        ValueError, match=rf'target box of frame 1 of run/a\.avi#1 {what}: '
    ):
        refocus_targets([sample], (8, 8), torch.zeros(1))
