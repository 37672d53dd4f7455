"""A frozen network with folded batch norms is the same network."""

import pytest
import torch
from torch import nn

from stn_action.models.folded import folded
from stn_action.models.timm_frames import TimmFrames
from stn_action.transformer.feature_reader import FeatureReader

timm = pytest.importorskip('timm')


def drawn(network):
    """Statistics and weights of batch norms as after a training."""
    generator = torch.Generator().manual_seed(0)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            for value in (module.weight, module.running_var):
                value.data.uniform_(0.5, 1.5, generator=generator)
            for value in (module.bias, module.running_mean):
                value.data.normal_(0, 0.2, generator=generator)
    return network.eval()


@pytest.fixture
def frames():
    return torch.randn(
        3, 3, 64, 64, generator=torch.Generator().manual_seed(1)
    )


@pytest.mark.parametrize('name', ['tf_efficientnet_lite0', 'resnet18'])
def test_same_maps_without_batch_norms(name, frames):
    network = drawn(timm.create_model(name, num_classes=0))
    copy = folded(network)
    norms = sum(isinstance(m, nn.BatchNorm2d) for m in network.modules())
    assert norms > 15
    assert not any(isinstance(m, nn.BatchNorm2d) for m in copy.modules())
    with torch.no_grad():
        before = network.forward_features(frames)
        now = copy.forward_features(frames)
    assert before.std() > 1e-3
    difference = (now - before).abs().max() / before.abs().max()
    assert 0 < difference < 1e-4


def test_convolutions_that_somebody_else_reads_stay(frames):
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.norm = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)

        def forward(self, x):
            x = self.conv(x)
            return x + self.norm(x)

    network = drawn(Twice())
    copy = folded(network)
    assert isinstance(copy.norm, nn.BatchNorm2d)
    assert torch.equal(copy(frames), network(frames))


def test_what_cannot_be_traced_stays(frames):
    class Decides(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.norm = nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)

        def forward(self, x):
            return self.norm(self.conv(x)) if x.sum() > 0 else x

    network = drawn(Decides())
    assert torch.equal(folded(network)(frames), network(frames))


def test_state_dict_and_changes(frames):
    net = TimmFrames('tf_efficientnet_lite0')
    names = list(net.state_dict())
    first = net(frames)
    assert list(net.state_dict()) == names
    assert not any('folded' in n for n, _ in net.named_modules())
    drawn(net.net)
    state = {k: v.clone() for k, v in net.state_dict().items()}
    other = TimmFrames('tf_efficientnet_lite0')
    other(frames)
    other.load_state_dict(state)  # after it was folded
    second = other(frames)
    expected = other.net.forward_features(frames)
    assert (first - second).abs().max() > 1e-3
    torch.testing.assert_close(second, expected, rtol=1e-3, atol=1e-4)


def test_gradient_reaches_the_pixels(frames):
    """But for rounding, which moves a few values over the bends of ReLU6."""
    torch.manual_seed(1)
    net = TimmFrames('tf_efficientnet_lite0')
    gradients = []
    for network in (net, net.net.forward_features):
        pixels = frames.clone().requires_grad_()
        network(pixels).square().sum().backward()
        gradients.append(pixels.grad)
    ours, expected = gradients
    assert (ours - expected).norm() < 0.02 * expected.norm()


def test_unfrozen_is_not_folded():
    assert TimmFrames('tf_efficientnet_lite0', frozen=False).folded is None


@pytest.mark.parametrize('tap', ['net.bn1', 'net.blocks.0', 'net.conv_stem'])
def test_features_are_the_same(tap, frames):
    """A tap between convolution and batch norm reads the convolution."""
    net = TimmFrames('tf_efficientnet_lite0')
    drawn(net.net)
    layers = ('net.conv_stem', 'net.bn1', 'net.blocks.0')
    channels = 16 if tap == 'net.blocks.0' else 32
    maps = FeatureReader(layers, (tap,), channels, 2)(net, frames)
    with torch.no_grad():
        expected = frames
        for name in layers[: layers.index(tap) + 1]:
            expected = net.get_submodule(name)(expected)
    torch.testing.assert_close(maps, expected, rtol=1e-3, atol=1e-4)
