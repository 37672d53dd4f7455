"""A box is left alone where the view nearly agrees with it."""

import pytest
import torch
from torch import nn

from stn_action.models.keep_box import KeepBox
from stn_action.transformer import TRANSFORMATIONS
from tests.models.tiny_recognizers import CASES, STN, build, samples

ATTENTION = TRANSFORMATIONS['attention']()


def theta(scale, x, y):
    return torch.tensor([[scale, 0.0, x], [0.0, scale, y]])


def test_the_box_replaces_a_view_that_overlaps_it_enough():
    box = theta(0.8, 0.0, 0.0)
    # Same side, moved by a tenth of it: IoU .9 / 1.1 = .818.
    moved = theta(0.8, 0.16, 0.0)
    # Three quarters of the side, centred: IoU .5625.
    closer = theta(0.6, 0.0, 0.0)
    views = torch.stack([box, moved, closer])
    out = KeepBox(0.8, 0.8)(views, ATTENTION, views)
    assert torch.equal(out, torch.stack([box, box, closer]))
    out = KeepBox(0.8, 0.82)(views, ATTENTION, views)
    assert torch.equal(out, torch.stack([box, moved, closer]))
    out = KeepBox(0.8, 0.56)(views[None], ATTENTION, views[None])
    assert torch.equal(out[0], torch.stack([box, box, box]))


@pytest.mark.parametrize('case', CASES)
def test_a_recogniser_samples_and_records_the_box(case):
    plain, kind, shape = CASES[case]
    cfg = dict(plain(), type=kind, stn=dict(STN, transformation='attention'))
    model = build(dict(cfg, keep_box=dict(scale=0.75, iou=0.7))).eval()
    bias = model.stn.localisation.regressor.bias
    x = torch.randn(shape)
    for shift, kept in ((0.05, True), (0.5, False)):
        with torch.no_grad():  # log .75 within the soft bound, and a shift
            bias.copy_(torch.tensor([-0.292, shift, 0.0]))
        data = samples(shape)
        model(x, data, mode='predict')
        box = torch.tensor([8.0, 8.0, 56.0, 56.0])
        assert torch.allclose(data[0].view_boxes[0], box, atol=1e-3) == kept
        clips = model.to_clips(x)
        view, thetas = model.refocus(clips)
        expected = model.stn.warp(
            clips, model.settle(thetas[-1])
        )  # no context
        torch.testing.assert_close(view, expected)
        plain_view = model.stn.warp(
            clips, theta(0.75, 0.0, 0.0).expand(len(clips), 2, 3)
        )
        assert torch.allclose(view, plain_view) == kept


def test_view_context_widens_what_is_sampled_but_not_the_record():
    plain, kind, shape = CASES['2d']
    cfg = dict(plain(), type=kind, stn=dict(STN, transformation='attention'))
    model = build(
        dict(cfg, view_context=1.25, keep_box=dict(scale=0.75, iou=0.7))
    )
    views = torch.stack([theta(0.75, 0.05, 0.0), theta(0.4, 0.5, -0.2)])
    box = theta(0.75, 0.0, 0.0)
    settled = model.settle(views)
    torch.testing.assert_close(settled, torch.stack([box, views[1]]))
    torch.testing.assert_close(
        model.widen(settled), torch.stack([box, theta(0.5, 0.5, -0.2)])
    )
    with pytest.raises(ValueError, match='view_context must be > 0, got 0'):
        build(dict(cfg, view_context=0.0))


def test_errors():
    with pytest.raises(ValueError, match='keep_box needs .* iou=1.5'):
        KeepBox(0.8, 1.5)
    with pytest.raises(ValueError, match='keep_box needs scale > 0'):
        KeepBox(0.0, 0.5)
    family = TRANSFORMATIONS['thin_plate_spline']()
    with pytest.raises(ValueError, match='keep_box knows no ThinPlateSpline'):
        theta = family.identity(torch.zeros(1))
        KeepBox(0.8, 0.5)(theta, family, theta)


def test_stn_norm_eval_keeps_the_statistics_in_training():
    plain, kind, shape = CASES['2d']
    for norm_eval in (True, False):
        model = build(
            dict(plain(), type=kind, stn=STN, stn_norm_eval=norm_eval)
        )
        norm = next(
            m for m in model.stn.modules() if isinstance(m, nn.BatchNorm2d)
        )
        before = norm.running_mean.clone()
        model.train()(torch.randn(shape), samples(shape), mode='loss')
        assert torch.equal(norm.running_mean, before) == norm_eval
        assert model.backbone.training
