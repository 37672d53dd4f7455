import numpy as np
import torch
from torchvision.ops import box_iou as torch_box_iou

from stn_action.tubes import box_iou, square_boxes


def test_square_boxes_by_hand():
    boxes = np.array([[0, 0, 10, 4], [2, 0, 4, 8]])
    assert square_boxes(boxes).tolist() == [[0, -3, 10, 7], [-1, 0, 7, 8]]
    assert square_boxes(boxes[0], 2).tolist() == [-5, -8, 15, 12]


def test_box_iou_against_torchvision():
    rng = np.random.default_rng(0)
    low = rng.uniform(0, 10, (2, 50, 2))
    boxes, others = np.concatenate(
        [low, low + rng.uniform(1, 9, low.shape)], -1
    )
    expected = torch_box_iou(torch.tensor(boxes), torch.tensor(others)).diag()
    np.testing.assert_allclose(box_iou(boxes, others), expected, atol=1e-12)
    assert (box_iou(boxes, boxes) == 1).all()


def test_box_iou_of_integers_and_of_empty_boxes():
    assert box_iou(np.array([0, 0, 2, 2]), np.array([1, 0, 3, 2])) == 1 / 3
    assert box_iou(np.zeros(4), np.zeros(4)) == 0
