"""Errors of whole numbers, by hand."""

import torch

from stn_action.experiments.paper import NumberErrorMetric


def test_by_hand():
    """One of three numbers is wrong, in two of its five positions."""
    truth = torch.tensor([1, 2, 10, 10, 10])
    wrong = torch.tensor([1, 3, 4, 10, 10])
    metric = NumberErrorMetric()
    metric.process(
        None,
        [
            dict(pred_label=truth, gt_label=truth),
            dict(pred_label=wrong, gt_label=truth),
        ],
    )
    metric.process(None, [dict(pred_label=truth, gt_label=truth)])
    values = metric.evaluate(3)
    assert round(values['svhn/number_error'], 4) == 33.3333
    assert round(values['svhn/digit_error'], 4) == 13.3333
