"""Image networks of timm on every frame, and the temporal neck."""

import pytest
import torch
from mmaction.registry import MODELS

import stn_action  # noqa: F401

pytest.importorskip('timm')

BACKBONE = dict(type='TimmFrames', name='tf_efficientnet_lite0')


def build(**kwargs):
    return MODELS.build(dict(BACKBONE, **kwargs))


def test_frames_are_taken_one_by_one():
    net, clip = build(), torch.randn(2, 3, 3, 64, 64)
    maps = net(clip)
    assert maps.shape == (2, 1280, 3, 2, 2)
    torch.testing.assert_close(
        maps[1, :, 2], net(clip[1:, :, 2])[0], rtol=1e-4, atol=1e-5
    )


def test_frozen_changes_neither_weights_nor_statistics():
    net = build()
    before = {k: v.clone() for k, v in net.state_dict().items()}
    net.train()(torch.randn(2, 3, 64, 64))
    assert not any(p.requires_grad for p in net.parameters())
    for key, value in net.state_dict().items():
        assert torch.equal(value, before[key]), key


def test_unfrozen_trains():
    net = build(frozen=False)
    before = net.net.bn1.running_mean.clone()
    net(torch.randn(2, 3, 64, 64)).sum().backward()
    assert net.net.conv_stem.weight.grad.abs().sum() > 0
    assert not torch.equal(net.net.bn1.running_mean, before)


def neck(**kwargs):
    return MODELS.build(
        dict(type='TemporalNeck', channels=8, width=32, **kwargs)
    )


def test_temporal_neck_starts_as_the_identity():
    x = torch.randn(2, 8, 5, 3, 3)
    out, losses = neck()(x)
    assert torch.equal(out, x) and losses == {}


def test_temporal_neck_mixes_frames_alone():
    torch.manual_seed(0)
    net = neck(depth=1).eval()
    torch.nn.init.ones_(net.blocks[0][-1].weight)
    x = torch.randn(1, 8, 7, 3, 3, requires_grad=True)
    net(x)[0][0, :, 3, 1, 1].sum().backward()
    reached = x.grad.abs().sum((0, 1))
    assert (reached[2:5, 1, 1] > 0).all()
    reached[2:5, 1, 1] = 0
    assert reached.sum() == 0


def test_temporal_neck_wants_an_odd_kernel():
    with pytest.raises(ValueError, match='kernel_size must be odd, got 4'):
        neck(kernel_size=4)


def test_weights_that_cannot_be_downloaded(monkeypatch):
    def fail(*args, **kwargs):
        try:
            raise ConnectionError('no route to host')
        except ConnectionError as error:
            raise RuntimeError('wrapped by a hub') from error

    monkeypatch.setattr('timm.create_model', fail)
    with pytest.raises(ValueError, match=r'cannot be downloaded .*pretrained'):
        build(pretrained=True)
    # without a download it is another error, which stays as it is
    with pytest.raises(RuntimeError, match='wrapped by a hub'):
        build()


def test_a_file_of_weights_that_is_not_there():
    with pytest.raises(ValueError, match=r'gone\.pth: no such file'):
        build(checkpoint_path='gone.pth')
