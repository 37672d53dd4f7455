"""A recogniser takes its view through the steps, and says so."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
import torch
from mmengine.dataset import Compose
from torch import nn

from stn_action.datasets.transforms import PackTubeInputs, TubeCrop
from stn_action.models.crop_boxes import check_crop_boxes, crop_boxes_of
from stn_action.transformer import SpatialTransformer
from tests.models.tiny_recognizers import CASES, STN, build, samples

KEEP = dict(type='KeepBox', iou=0.7, context=1.05)
CONTEXT = dict(type='Context', factor=1.2)


def theta(scale, x=0.0, y=0.0):
    return torch.tensor([[scale, 0.0, x], [0.0, scale, y]])


def config(case, steps, **stn):
    plain, kind, shape = CASES[case]
    return dict(plain(), type=kind, stn=dict(STN, steps=steps, **stn)), shape


@pytest.mark.parametrize('case', CASES)
@pytest.mark.parametrize('shift, kept', [(0.05, True), (0.5, False)])
def test_the_box_in_a_crop_of_context_1_4_is_recorded_and_sampled(
    case, shift, kept
):
    """1.05 / 1.4 is .75 of the crop; the crop says so, the config does not."""
    cfg, shape = config(case, [KEEP, 'Record', CONTEXT])
    model = build(cfg).eval()
    with torch.no_grad():  # log .75 within the soft bound, and a shift
        model.stn.localisation.regressor.bias.copy_(
            torch.tensor([-0.292, shift, 0.0])
        )
    x, data = torch.randn(shape), samples(shape, context=1.4)
    model(x, data, mode='predict')
    box = torch.tensor([8.0, 8.0, 56.0, 56.0])
    assert torch.allclose(data[0].view_boxes[0], box, atol=1e-3) == kept
    clips = model.to_clips(x)
    seen = model.refocus(clips, samples(shape, context=1.4))
    found = seen.looks[-1].theta[0]
    torch.testing.assert_close(
        data[0].theta[0], theta(0.75) if kept else found
    )
    wide = found @ torch.diag(torch.tensor([1.2, 1.2, 1.0]))
    expected = theta(0.75) if kept else wide
    torch.testing.assert_close(seen.sampled.theta[0], expected)
    torch.testing.assert_close(data[0].sampled_theta[0], expected)
    shown = model.stn.warp(clips, seen.sampled)
    torch.testing.assert_close(seen.pixels, shown)


@pytest.mark.parametrize('case', CASES)
def test_the_steady_view_is_recorded_and_not_in_the_loss(case):
    steps = [dict(type='Steady', error=10.0)]
    cfg, shape = config(case, steps, temporal='frame')
    cfg['loss_refocus'] = dict(type='RefocusLoss')
    model = build(cfg).eval()
    nn.init.normal_(model.stn.localisation.regressor.weight)
    x = torch.randn(shape)
    clips, data = model.to_clips(x), samples(shape)
    seen = model.refocus(clips)
    raw = seen.looks[-1].theta
    assert raw.std(1).max() > 1e-3  # the frames differ
    mean = raw.mean(1, keepdim=True).expand_as(raw)
    torch.testing.assert_close(seen.sampled.theta, mean)
    model(x, data, mode='predict')
    torch.testing.assert_close(data[0].theta[0], mean[0, 0])
    cfg['stn']['steps'] = []
    free = build(cfg).eval()
    free.load_state_dict(model.state_dict())
    losses = [
        m.refocus_losses(m.localise(clips), clips, samples(shape))
        for m in (model, free)
    ]
    assert losses[0]['loss_refocus'] == losses[1]['loss_refocus']


@pytest.mark.parametrize('case', CASES)
def test_noise_in_training_alone(case):
    cfg, _ = config(case, [dict(type='Noise', share=0.2)])
    model, clips = build(cfg), torch.rand(2, 3, 4, 64, 64)
    noisy = model.train().refocus(clips).pixels
    assert (noisy - clips).abs().mean() > 0.01
    pixels = model.eval().refocus(clips).pixels
    torch.testing.assert_close(pixels, clips, atol=1e-4, rtol=0)


def test_norm_eval_keeps_the_statistics_in_training():
    for norm_eval in (True, False):
        localisation = dict(STN['localisation'], norm_eval=norm_eval)
        cfg, shape = config('2d', [], localisation=localisation)
        model = build(cfg)
        norm = next(
            m for m in model.stn.modules() if isinstance(m, nn.BatchNorm2d)
        )
        before = norm.running_mean.clone()
        model.train()(torch.randn(shape), samples(shape), mode='loss')
        assert torch.equal(norm.running_mean, before) == norm_eval
        assert model.backbone.training


def test_crop_boxes_of_a_batch():
    shape = (2, 3, 3, 64, 64)
    clips = torch.zeros(2, 3, 3, 64, 64)
    data = samples(shape, context=2.0)
    assert crop_boxes_of(data, clips) == (-0.5, -0.5, 0.5, 0.5)
    mixed = [data[0], samples(shape, context=1.0)[0]]
    boxes = crop_boxes_of(mixed, clips)
    assert boxes.shape == (2, 3, 4)
    assert boxes[0, 0].tolist() == [-0.5, -0.5, 0.5, 0.5]
    assert boxes[1, 2].tolist() == [-1, -1, 1, 1]
    with pytest.raises(ValueError, match='for 3 frames .* 2 clips of 3'):
        crop_boxes_of(samples((1, 2)) + samples((1, 1), context=2), clips)


def test_a_sample_without_the_place_of_its_box_is_named():
    cfg, shape = config('2d', [KEEP])
    data = samples(shape)
    data[1].set_metainfo(dict(box_in_crop=None))
    with pytest.raises(ValueError, match='clip1.avi#0 does not say'):
        build(cfg)(torch.randn(shape), data, mode='loss')


@pytest.mark.parametrize('context, fits', [(1.2, False), (1.4, True)])
def test_a_crop_with_less_than_is_looked_at_is_refused(context, fits):
    """From the pipeline alone, before the first batch."""
    looks_at = dict(type='Thumbnail', size=32, context=1.4)
    model = SimpleNamespace(stn=SpatialTransformer(looks_at=looks_at))
    steps = [TubeCrop(size=64, context=context), PackTubeInputs()]
    dataset = SimpleNamespace(pipeline=Compose(steps))
    message = 'context=1.4 does not fit into a crop of context 1.2'
    refused = pytest.raises(ValueError, match=message)
    with nullcontext() if fits else refused:
        check_crop_boxes(model, 'training', dataset)
