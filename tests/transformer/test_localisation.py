"""Localisation networks: random, identity at first, large kernels."""

import pytest
import torch
from torch import nn

from stn_action.transformer import LOCALISATIONS
from stn_action.transformer.localisation import LargeKernelConv


def build(**kwargs):
    return LargeKernelConv(
        **{'in_channels': 6, 'num_params': 3, 'size': 64, **kwargs}
    )


@pytest.mark.parametrize(
    'kwargs',
    [
        dict(pretrained=True),
        dict(pretrained='torchvision://resnet18'),
        dict(init_cfg=dict(type='Pretrained', checkpoint='x.pth')),
        dict(init_cfg=[dict(type='Pretrained', checkpoint='x.pth')]),
        dict(
            init_cfg=[
                dict(type='Kaiming', layer='Conv2d'),
                dict(type='mmengine.Pretrained', checkpoint='x.pth'),
            ]
        ),
    ],
)
@pytest.mark.parametrize('name', sorted(LOCALISATIONS))
def test_pretrained_weights_are_refused(name, kwargs):
    with pytest.raises(ValueError, match='starts at random'):
        LOCALISATIONS[name](in_channels=6, num_params=3, size=64, **kwargs)


@pytest.mark.parametrize('name', sorted(LOCALISATIONS))
def test_starts_at_zero_and_ends_in_num_params(name):
    net = LOCALISATIONS[name](in_channels=2, num_params=5, size=64)
    out = net(torch.rand(3, 2, 64, 64))
    assert out.shape == (3, 5) and out.abs().max() == 0
    assert isinstance(net.regressor, nn.Linear)
    nn.init.normal_(net.regressor.weight)
    nn.init.normal_(net.regressor.bias)
    net.init_weights()
    assert net(torch.rand(3, 2, 64, 64)).abs().max() == 0


@pytest.mark.parametrize('name', sorted(LOCALISATIONS))
def test_random_weights_differ_from_run_to_run(name):
    nets = []
    for seed in (0, 1):
        torch.manual_seed(seed)
        nets.append(LOCALISATIONS[name](in_channels=2, num_params=5, size=64))
    for (key, a), b in zip(nets[0].named_parameters(), nets[1].parameters()):
        if a.dim() > 1 and 'regressor' not in key:
            assert a.std() > 0 and not torch.equal(a, b), key


def test_every_image_of_a_batch_gets_its_own_params():
    net = build(size=32).eval()
    nn.init.normal_(net.regressor.weight)
    x = torch.rand(3, 6, 32, 32)
    out = net(x)
    torch.testing.assert_close(out[1:2], net(x[1:2]), atol=1e-4, rtol=1e-4)
    assert not torch.allclose(out[0], out[1])


def test_default_kernels_are_large():
    sizes = [
        m.kernel_size for m in build().modules() if isinstance(m, nn.Conv2d)
    ]
    assert sizes == [(9, 9), (7, 7), (5, 5), (5, 5)]


def test_kernels_and_channels_are_taken_from_the_config():
    net = build(kernel_sizes=(11, 3), channels=(4, 10), hidden=7)
    convs = [m for m in net.modules() if isinstance(m, nn.Conv2d)]
    assert [m.kernel_size[0] for m in convs] == [11, 3]
    assert [m.out_channels for m in convs] == [4, 10]
    assert net.regressor.in_features == 7


@pytest.mark.parametrize(
    'kwargs, message',
    [
        (dict(kernel_sizes=(9, 7)), 'one entry for each convolution'),
        (dict(kernel_sizes=(9, 7, 5, 4)), r'must be odd, got \(9, 7, 5, 4\)'),
        (dict(size=40), 'divisible by 16 for 4 convolutions, got 40'),
    ],
)
def test_bad_settings_are_refused(kwargs, message):
    with pytest.raises(ValueError, match=message):
        build(**kwargs)
