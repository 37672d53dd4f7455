"""Parallel views in MMAction2's recognisers: features side by side."""

import os.path as osp

import pytest
import torch
from mmaction.registry import MODELS
from mmengine import Config

from stn_action.models.recognizers import concat_views
from tests.models.tiny_recognizers import CASES, STN, build, samples

TILES = [(-1, -1, 1, 0), (-1, 0, 1, 1)]


def parallel(name):
    make, kind, shape = CASES[name]
    cfg = make()
    cfg['cls_head']['in_channels'] = 1024
    stn = {**STN, 'type': 'ParallelSpatialTransformer', 'tiles': TILES}
    return {**cfg, 'type': kind, 'stn': stn}, shape


def test_concat_views_by_hand():
    """2 clips x 2 views x 3 maps of 1 channel, numbered as they come."""
    feats = torch.arange(12.0).view(12, 1, 1, 1)
    out = concat_views(feats, 2, 2)
    assert out.flatten(1).tolist() == [
        [0, 3],
        [1, 4],
        [2, 5],
        [6, 9],
        [7, 10],
        [8, 11],
    ]
    nested = concat_views((feats, [feats, None]), 2, 2)
    torch.testing.assert_close(nested[1][0], out)
    assert nested[1][1] is None


@pytest.mark.parametrize('name', ['2d', '3d'])
def test_features_are_those_of_each_tile(name):
    cfg, shape = parallel(name)
    cfg['stn']['sampler'] = dict(mode='nearest')
    model = build(cfg).eval()
    plain = MODELS.build(CASES[name][0]()).eval()
    plain.load_state_dict(
        {
            k: v
            for k, v in model.state_dict().items()
            if 'stn' not in k and 'cls_head' not in k
        },
        strict=False,
    )
    inputs = torch.rand(shape)
    with torch.no_grad():
        feats = model.extract_feat(inputs)[0]
        for k, rows in enumerate((slice(0, 32), slice(32, 64))):
            tile = inputs[..., rows, :]
            tile = tile.repeat_interleave(2, -2)
            alone = plain.extract_feat(tile)[0]
            torch.testing.assert_close(
                feats[:, 512 * k : 512 * (k + 1)], alone, atol=1e-3, rtol=1e-3
            )


@pytest.mark.parametrize('name', ['2d', '3d'])
def test_trains_and_predicts(name):
    cfg, shape = parallel(name)
    model = build(cfg)
    inputs = torch.rand(shape)
    losses = model(inputs, samples(shape), mode='loss')
    losses['loss_cls'].backward()
    assert model.stn.localisation.regressor.bias.grad.abs().min() > 0
    out = model.eval()(inputs, samples(shape), mode='predict')
    frames = shape[1] * (shape[3] if len(shape) == 6 else 1)
    assert out[0].pred_score.shape == (4,)
    assert out[0].view_boxes.shape == (frames, 2, 4)
    torch.testing.assert_close(
        out[0].view_boxes[0],
        torch.tensor([[0.0, 0, 64, 32], [0, 32, 64, 64]]),
        atol=1e-3,
        rtol=0,
    )
    logits = model.extract_feat(inputs, stage='head')[0]
    assert logits.shape == (2, 4)


def test_a_refocus_loss_is_refused():
    cfg, _ = parallel('2d')
    with pytest.raises(ValueError, match='parallel views have no clean box'):
        MODELS.build(dict(cfg, loss_refocus=dict(type='RefocusLoss')))


def test_smoothness_needs_a_theta_for_every_frame():
    """The axis of the views is none of time."""
    cfg, _ = parallel('2d')
    cfg['stn_regularizers'] = dict(smoothness=1.0)
    with pytest.raises(ValueError, match="use temporal='frame'"):
        MODELS.build(cfg)
    cfg['stn'] = dict(cfg['stn'], temporal='frame')
    model = build(cfg)
    losses = model(torch.rand(2, 3, 3, 64, 64), samples((2, 3)), mode='loss')
    assert losses['loss_stn_smoothness'] == 0


def test_the_config_of_upper_and_lower_body_builds():
    name = (
        'stn-parallel-tsn_efficientnet-lite0-frozen_upper-lower_1x1x3-10e_'
        'jhmdb-loose-boxes.py'
    )
    cfg = Config.fromfile(
        osp.join(osp.dirname(__file__), '../../configs/jhmdb', name)
    )
    cfg.model.backbone = dict(type='ResNet', depth=18)
    cfg.model.cls_head.in_channels = 1024
    model = MODELS.build(cfg.model)
    seen = model.refocus(torch.rand(1, 3, 3, 224, 224))
    assert seen.pixels.shape == (2, 3, 3, 112, 112)
    boxes = seen.sampled.corners()[0, :, [0, 2]]
    torch.testing.assert_close(
        boxes.flatten(1), torch.tensor([[-1.0, -1, 1, 0.2], [-1, -0.2, 1, 1]])
    )
