"""A classifier for each view: scores, losses and what is refused, by hand."""

import pytest
import torch
import torch.nn.functional as F
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample

from stn_action.models.views_heads import ViewClassifiers
from tests.models.tiny_recognizers import CASES, STN, build, samples

PARTS = [(-1, -1, 1, 1), (-0.5, -1, 0.5, 0), (-0.5, 0, 0.5, 1)]
HEADS = dict(
    TSNViewsHead=((6, 6, 2, 2), dict(num_segs=3)),
    I3DViewsHead=((2, 6, 4, 2, 2), {}),
)


def head_of(name):
    return MODELS.build(
        dict(
            type=name, num_classes=4, in_channels=6, num_views=3,
            dropout_ratio=0.0, average_clips='prob',
        )
    )  # fmt: skip


def labelled(*labels):
    return [ActionDataSample().set_gt_label(label) for label in labels]


@pytest.mark.parametrize('name', HEADS)
def test_the_score_is_the_mean_and_the_loss_the_sum(name):
    shape, kwargs = HEADS[name]
    head = head_of(name)
    feats = torch.rand(shape)
    pooled = feats.flatten(2).mean(2).view(2, -1, 6).mean(1)
    each = torch.stack(
        [
            F.linear(pooled[:, 2 * k : 2 * k + 2], v.weight, v.bias)
            for k, v in enumerate(head.fc_cls.views)
        ]
    )
    torch.testing.assert_close(head(feats, **kwargs), each.mean(0))
    labels = torch.tensor([1, 3])
    losses = head.loss(feats, labelled(1, 3), **kwargs)
    expected = sum(F.cross_entropy(scores, labels) for scores in each)
    torch.testing.assert_close(losses['loss_cls'], expected)
    out = head.predict(feats, labelled(1, 3), **kwargs)
    torch.testing.assert_close(out[0].pred_score, each.mean(0).softmax(-1)[0])


def test_the_weights_are_drawn_as_those_of_one_head():
    head = MODELS.build(
        dict(
            type='TSNViewsHead', num_classes=50, in_channels=3000,
            num_views=3, init_std=0.01,
        )
    )  # fmt: skip
    head.init_weights()
    for view in head.fc_cls.views:
        assert 0.009 < view.weight.std() < 0.011 and not view.bias.any()


def test_channels_must_divide_among_the_views():
    with pytest.raises(ValueError, match='num_views=3 does not divide'):
        ViewClassifiers(1280, 21, 3)


@pytest.mark.parametrize('name', ['2d', '3d'])
def test_a_recogniser_with_parts_trains_and_predicts(name):
    make, kind, shape = CASES[name]
    cfg = dict(make(), type=kind)
    head = cfg['cls_head']
    head_type = head['type'].replace('Head', 'ViewsHead')
    cfg['cls_head'] = dict(
        head, type=head_type, in_channels=3 * 512, num_views=3
    )
    cfg['stn'] = dict(
        STN, steps=[dict(type='Record'), dict(type='Parts', boxes=PARTS)]
    )
    model = build(cfg)
    inputs = torch.rand(shape)
    losses = model(inputs, samples(shape), mode='loss')
    losses['loss_cls'].backward()
    assert model.stn.localisation.regressor.bias.grad.abs().min() > 0
    out = model.eval()(inputs, samples(shape), mode='predict')
    frames = shape[1] * (shape[3] if len(shape) == 6 else 1)
    assert out[0].pred_score.shape == (4,)
    assert out[0].view_boxes.shape == (frames, 4)
    assert out[0].sampled_theta.shape == (frames, 3, 2, 3)
