"""Normalising the view against normalising the whole crop before."""

import pytest
import torch
from mmaction.registry import MODELS
from torch import nn

from stn_action.models.data_preprocessor import STNDataPreprocessor
from tests.models.tiny_recognizers import (
    STN,
    build,
    plain_2d,
    plain_3d,
    samples,
)

MEAN, STD = [110.0, 120.0, 130.0], [50.0, 60.0, 70.0]
SIDES = (96, 96)
TYPES = ('ActionDataPreprocessor', 'STNDataPreprocessor')
PARALLEL = dict(
    STN,
    type='ParallelSpatialTransformer',
    tiles=[(-1, -1, 1, 0), (-1, 0, 1, 1)],
)


def head_of_two(cfg):
    return dict(cfg, cls_head=dict(cfg['cls_head'], in_channels=1024))


MODELS_OF = {
    '2d': (lambda: dict(plain_2d(), type='STNRecognizer2D'), (2, 3, 3)),
    '3d': (lambda: dict(plain_3d(), type='STNRecognizer3D'), (2, 1, 3, 4)),
    'refocuser': (lambda: dict(type='STNRefocuser', jitter={}), (2, 3, 3)),
    'parallel': (
        lambda: head_of_two(dict(plain_2d(), type='STNRecognizer2D')),
        (2, 3, 3),
    ),
}


def model_of(kind, preprocessor, **stn):
    """Theta moves, differently in each frame, within the crop."""
    make, shape = MODELS_OF[kind]
    base = PARALLEL if kind == 'parallel' else STN
    model = build(
        dict(
            make(),
            stn=dict(base, output_size=40, temporal='frame') | stn,
            data_preprocessor=dict(
                type=preprocessor,
                mean=MEAN,
                std=STD,
                to_rgb=True,
                format_shape='NCTHW' if len(shape) > 3 else 'NCHW',
            ),
        )
    )
    regressor = model.stn.localisation.regressor
    torch.manual_seed(1)
    nn.init.normal_(regressor.weight, std=0.05)
    if kind != 'parallel':
        with torch.no_grad():
            regressor.bias[0] -= 0.7
    return model


def batch(kind):
    shape = (*MODELS_OF[kind][1], *SIDES)
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(
        0, 256, shape, dtype=torch.uint8, generator=generator
    )
    return dict(inputs=list(pixels), data_samples=samples(shape))


def predicted(model, kind):
    model.eval()
    with torch.no_grad():
        done = model.test_step(batch(kind))
    keys = ('pred_score', 'theta', 'view_boxes')
    return {
        key: torch.stack([sample.get(key) for sample in done])
        for key in keys
        if done[0].get(key) is not None
    }


@pytest.mark.parametrize('kind', MODELS_OF)
def test_scores_and_views_are_the_same(kind):
    before, now = (predicted(model_of(kind, t), kind) for t in TYPES)
    assert before.keys() == now.keys() and 'theta' in now
    assert now['theta'].std(0).max() > 1e-3  # depends on the pixels
    for name, value in before.items():
        torch.testing.assert_close(now[name], value, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize('kind', ['2d', '3d', 'refocuser'])
def test_losses_and_gradients_are_the_same(kind):
    found = []
    for type_ in TYPES:
        model = model_of(kind, type_)
        model.train()
        for module in model.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.eval()
        torch.manual_seed(2)
        data = model.data_preprocessor(batch(kind), True)
        loss, _ = model.parse_losses(model(**data, mode='loss'))
        loss.backward()
        gradient = model.stn.localisation.regressor.weight.grad
        found.append((loss.detach(), gradient))
    (before, old), (now, new) = found
    torch.testing.assert_close(now, before, rtol=1e-3, atol=1e-3)
    # As a whole: where rounding puts a pixel on the other side of a ReLU, or
    # of a maximum, single entries differ by some thousandths of the largest.
    assert (new - old).norm() < 0.01 * old.norm()


def test_crops_reach_the_model_as_they_are():
    model = model_of('2d', 'STNDataPreprocessor')
    pixels = batch('2d')
    expected = torch.stack(pixels['inputs']).flip(2)  # to_rgb
    inputs = model.data_preprocessor(pixels)['inputs']
    assert inputs.dtype == torch.uint8 and torch.equal(inputs, expected)


def test_the_view_alone_is_normalised():
    """The identity shows the crop: (pixel - mean) / std, by hand."""
    model = build(
        dict(
            plain_2d(),
            type='STNRecognizer2D',
            stn=STN,
            data_preprocessor=dict(
                type='STNDataPreprocessor', mean=MEAN, std=STD
            ),
        )
    )
    clips = torch.full((1, 3, 2, 64, 64), 80, dtype=torch.uint8)
    pixels = model.eval().refocus(clips).pixels
    for c, value in enumerate((-0.6, -40 / 60, -50 / 70)):
        torch.testing.assert_close(
            pixels[:, c], torch.full((1, 2, 64, 64), value)
        )


def test_without_mean_the_view_is_float():
    preprocessor = STNDataPreprocessor()
    clips = torch.full((1, 3, 2, 4, 4), 200, dtype=torch.uint8)
    assert torch.equal(preprocessor.normalise(clips), clips.float())


def test_under_autocast_as_before():
    found = []
    for type_ in TYPES:
        with torch.autocast('cpu', torch.bfloat16):
            found.append(predicted(model_of('2d', type_), '2d')['theta'])
    torch.testing.assert_close(*found, rtol=0, atol=1e-2)


def test_refusals():
    with pytest.raises(ValueError, match='has no blending'):
        STNDataPreprocessor(MEAN, STD, blending=dict(type='MixupBlending'))
    with pytest.raises(ValueError, match="padding_mode='border'"):
        model_of(
            '2d', 'STNDataPreprocessor', sampler=dict(padding_mode='zeros')
        )
    plain = MODELS.build(
        plain_2d(data_preprocessor=dict(type='STNDataPreprocessor'))
    )
    with pytest.raises(RuntimeError, match='this model has none'):
        plain.data_preprocessor(batch('2d'))
