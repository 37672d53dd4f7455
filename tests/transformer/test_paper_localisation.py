"""The paper's notation and its localisation networks."""

import pytest
import torch
from torch import nn

from stn_action.transformer import SpatialTransformer
from stn_action.transformer.localisation import PAPER_LAYERS, PaperLocalisation
from stn_action.transformer.notation import build_layers


def test_notation_by_hand():
    net, shape = build_layers(
        'conv[8,5,2,1]-max[2]-max[3,1]-dropout[0.5]-fc[7]', 3, 32
    )
    kinds = [type(m).__name__ for m in net]
    assert kinds == [
        'Conv2d',
        'ReLU',
        'MaxPool2d',
        'MaxPool2d',
        'Dropout',
        'Flatten',
        'Linear',
        'ReLU',
    ]
    conv = net[0]
    assert conv.weight.shape == (8, 3, 5, 5)
    assert conv.stride == (2, 2) and conv.padding == (1, 1)
    assert net[2].stride == 2 and net[3].stride == 1
    assert net[4].p == 0.5
    assert net[6].in_features == 8 * 5 * 5  # 32 -> 15 -> 7 -> 5
    assert shape == (7,)
    assert net(torch.rand(2, 3, 32, 32)).shape == (2, 7)


def test_batch_norm_comes_before_each_relu():
    layers = 'conv[8,5,1,2]-max[2]-conv[6,8,1,0]-fc[5]'
    net, shape = build_layers(layers, 3, 16, batch_norm=True)
    assert [type(m).__name__ for m in net] == [
        'Conv2d',
        'BatchNorm2d',
        'ReLU',
        'MaxPool2d',
        'Conv2d',
        'BatchNorm2d',
        'ReLU',
        'Flatten',
        'Linear',
        'BatchNorm1d',
        'ReLU',
    ]
    assert shape == (5,) and all(m.training for m in net)
    assert net[1].num_batches_tracked == 0  # building counts as no batch


def test_localisation_network_with_batch_norm():
    """Normalised features, and still the identity at first."""
    layers = 'conv[8,5,4,2]-fc[5]'
    net = PaperLocalisation(3, 6, 16, layers=layers, batch_norm=True)
    thumbnails = 7 + 3 * torch.rand(64, 3, 16, 16)
    out = net(thumbnails)
    assert out.shape == (64, 6) and out.abs().max() == 0
    before_relu = net.features[:-1](thumbnails)
    torch.testing.assert_close(
        before_relu.mean(0), torch.zeros(5), atol=1e-4, rtol=0
    )
    torch.testing.assert_close(
        before_relu.std(0, correction=0), torch.ones(5), atol=1e-2, rtol=0
    )


def test_shape_of_a_convolutional_output():
    assert build_layers('conv[8,3,1,1]', 1, 10)[1] == (8, 10, 10)


@pytest.mark.parametrize(
    'layers, message',
    [
        ('conv[8,5]', r"'conv\[8,5\]' of .* has 2 numbers"),
        ('avg[2]', 'cannot read'),
        ('conv[8,5,1,2]fc[3]', 'cannot read'),
        ('fc[3]-max[2]', 'convolutions and poolings come before'),
        ('conv[8,9,1,0]-conv[8,9,1,0]', 'does not fit an input of shape'),
    ],
)
def test_bad_notation_is_refused(layers, message):
    with pytest.raises(ValueError, match=message):
        build_layers(layers, 3, 16)


@pytest.mark.parametrize('name', sorted(PAPER_LAYERS))
def test_networks_of_the_paper_start_at_identity(name):
    net = PaperLocalisation(3, 6, 64, layers=name)
    out = net(torch.rand(2, 3, 64, 64))
    assert out.shape == (2, 6) and out.abs().max() == 0


def test_fully_connected_network_has_three_layers_of_32():
    net = PaperLocalisation(1, 6, 28, layers='mnist_fcn')
    sizes = [
        (m.in_features, m.out_features)
        for m in net.modules()
        if isinstance(m, nn.Linear)
    ]
    assert sizes == [(784, 32), (32, 32), (32, 32), (32, 6)]


@pytest.mark.parametrize(
    'name, kernels',
    [
        ('mnist_cnn', [5, 5]),
        ('svhn_single', [5, 5]),
        ('colocalisation', [9, 5]),
    ],
)
def test_kernels_of_the_paper(name, kernels):
    net = PaperLocalisation(3, 6, 64, layers=name)
    assert kernels == [
        m.kernel_size[0] for m in net.modules() if isinstance(m, nn.Conv2d)
    ]


def test_a_missing_or_wrong_size_is_explained():
    with pytest.raises(ValueError, match=r'give localisation=dict\(size='):
        SpatialTransformer('PaperLocalisation', looks_at='FeatureMap')
    net = PaperLocalisation(1, 6, 28)
    with pytest.raises(ValueError, match='built for inputs of 28 x 28, got'):
        net(torch.zeros(1, 1, 42, 42))


def test_feature_maps_are_seen_as_they_are_and_get_the_gradient():
    stn = SpatialTransformer(
        dict(type='PaperLocalisation', layers='svhn_multi', size=8),
        transformation='affine',
        looks_at=dict(type='FeatureMap', channels=5),
    )
    seen = []
    stn.localisation.register_forward_pre_hook(
        lambda module, args: seen.append(args[0])
    )
    x = torch.rand(2, 5, 8, 8, requires_grad=True)
    nn.init.normal_(stn.localisation.regressor.weight)
    _, view = stn(x)
    torch.testing.assert_close(seen[0], x)
    view.theta.sum().backward()
    assert x.grad.abs().sum() > 0
