import pytest
import torch

from tests.models.tiny_recognizers import STN, build, samples


@pytest.mark.parametrize('shape', [(2, 3, 3, 64, 64), (2, 2, 3, 4, 64, 64)])
def test_modes(shape):
    model = build(dict(type='STNRefocuser', stn=STN))
    x, data = torch.randn(shape), samples(shape)
    losses = model(x, data, mode='loss')
    assert list(losses) == ['loss_refocus']
    out = model(x, data, mode='predict')
    frames = shape[1] * (shape[3] if len(shape) == 6 else 1)
    assert out[1].view_boxes.shape == (frames, 4)
    assert out[1].view_boxes[0].tolist() == [0, 0, 64, 64]
    with pytest.raises(ValueError, match='mode must be'):
        model(x, data, mode='x')
    with pytest.raises(ValueError, match='takes inputs'):
        model(x[0, 0], data, mode='loss')


def test_jitter_in_training_alone_and_one_draw_a_clip():
    model = build(dict(type='STNRefocuser', stn=STN, jitter=dict(blur=0.0)))
    seen = []
    localise = model.stn.localise
    model.stn.localise = lambda clips, *args: (
        seen.append(clips) or localise(clips, *args)
    )
    x, data = torch.rand(2, 3, 3, 64, 64), samples((2, 3, 3, 64, 64))
    model(x, data, mode='predict')
    assert torch.equal(seen[0], x.transpose(1, 2))
    still = x[:, :1].expand_as(x).contiguous()
    model(still, data, mode='loss')
    changed = seen[1]
    torch.testing.assert_close(changed[:, :, 0], changed[:, :, 2])
    assert not torch.allclose(changed, still.transpose(1, 2))
    # all is linear in the colours of a clip: flat places stay flat
    flat = model.jitter(torch.ones(1, 3, 2, 4, 4))
    assert flat.std((2, 3, 4)).max() < 1e-6


def test_blur_is_a_3x3_mean():
    from stn_action.models.clip_jitter import ClipJitter

    x = torch.rand(1, 1, 1, 3, 3)
    out = ClipJitter((1, 1), (1, 1), 0.0, 0.0, blur=1.0)(x)
    torch.testing.assert_close(out[..., 1, 1].squeeze(), x.mean())
    torch.testing.assert_close(out[..., 0, 0].squeeze(), x[..., :2, :2].mean())


def test_features_of_a_backbone_that_is_not_trained():
    stn = dict(
        STN,
        looks_at=dict(
            type='BackboneFeatures',
            size=64,
            layers=('conv1', 'maxpool', 'layer1'),
            taps=('layer1',),
            map_channels=64,
            stride=4,
        ),
        localisation=dict(STN['localisation'], strides=(1, 2, 2)),
    )
    backbone = dict(type='ResNet', depth=18, norm_eval=False)
    model = build(dict(type='STNRefocuser', stn=stn, backbone=backbone))
    x, data = torch.randn(2, 3, 3, 64, 64), samples((2, 3, 3, 64, 64))
    model(x, data, mode='loss')['loss_refocus'].backward()
    assert model.stn.localisation.regressor.weight.grad.abs().sum() > 0
    assert not any(p.requires_grad for p in model.backbone.parameters())
