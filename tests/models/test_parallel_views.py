"""Parallel views in MMAction2's recognisers: features side by side."""
import pytest
import torch
from mmaction.registry import MODELS
from tiny_recognizers import CASES, STN, build, samples

from stn_action.models.recognizers import concat_views

TILES = [(-1, -1, 1, 0), (-1, 0, 1, 1)]


def parallel(name):
    make, kind, shape = CASES[name]
    cfg = make()
    cfg['cls_head']['in_channels'] = 1024
    stn = {**STN, 'type': 'ParallelSpatialTransformer', 'tiles': TILES}
    return {**cfg, 'type': kind, 'stn': stn}, shape


def test_concat_views_by_hand():
    """2 clips x 2 views x 3 maps of 1 channel, numbered as they come."""
    feats = torch.arange(12.).view(12, 1, 1, 1)
    out = concat_views(feats, 2, 2)
    assert out.flatten(1).tolist() == [[0, 3], [1, 4], [2, 5], [6, 9], [7, 10],
                                       [8, 11]]
    nested = concat_views((feats, [feats, None]), 2, 2)
    torch.testing.assert_close(nested[1][0], out)
    assert nested[1][1] is None


@pytest.mark.parametrize('name', ['2d', '3d'])
def test_features_are_those_of_each_tile(name):
    cfg, shape = parallel(name)
    cfg['stn']['sampling'] = 'nearest'
    model = build(cfg).eval()
    plain = MODELS.build(CASES[name][0]()).eval()
    plain.load_state_dict(
        {k: v for k, v in model.state_dict().items()
         if 'stn' not in k and 'cls_head' not in k}, strict=False)
    inputs = torch.rand(shape)
    with torch.no_grad():
        feats = model.extract_feat(inputs)[0]
        for k, rows in enumerate((slice(0, 32), slice(32, 64))):
            tile = inputs[..., rows, :]
            tile = tile.repeat_interleave(2, -2)
            alone = plain.extract_feat(tile)[0]
            torch.testing.assert_close(
                feats[:, 512 * k:512 * (k + 1)], alone, atol=1e-3, rtol=1e-3)


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
    assert out[0].pred_score.shape == (4, )
    assert out[0].view_boxes.shape == (frames, 2, 4)
    torch.testing.assert_close(
        out[0].view_boxes[0],
        torch.tensor([[0., 0, 64, 32], [0, 32, 64, 64]]),
        atol=1e-3,
        rtol=0)
    logits = model.extract_feat(inputs, stage='head')[0]
    assert logits.shape == (2, 4)


def test_a_refocus_loss_is_refused():
    cfg, _ = parallel('2d')
    with pytest.raises(ValueError, match='parallel views have no clean box'):
        MODELS.build(dict(cfg, loss_refocus=dict(type='RefocusLoss')))
