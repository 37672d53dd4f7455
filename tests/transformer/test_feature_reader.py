"""Early feature maps of a network that belongs to somebody else."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from stn_action.transformer import FeatureReader, SpatialTransformer

FEATURES = dict(
    layers=('stem', 'norm', 'deep'),
    taps=('norm', 'deep'),
    channels=7,
    stride=2,
)
STN = dict(
    looks_at=dict(
        type='BackboneFeatures',
        size=16,
        layers=FEATURES['layers'],
        taps=FEATURES['taps'],
        map_channels=7,
        stride=2,
    ),
    localisation=dict(
        type='LargeKernelConv',
        reduce=4,
        kernel_sizes=(5, 3),
        channels=(8, 8),
        strides=(1, 2),
    ),
)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 3, 2, stride=2)
        self.norm = nn.BatchNorm2d(3)
        self.deep = nn.Conv2d(3, 4, 2, stride=2)
        self.unread = nn.Linear(1, 1)


def test_joins_the_taps_at_the_finest_size():
    network, x = Network(), torch.randn(2, 3, 16, 16)
    maps = FeatureReader(**FEATURES)(network, x)
    network.eval()
    fine = network.norm(network.stem(x))
    coarse = (
        network.deep(fine).repeat_interleave(2, -1).repeat_interleave(2, -2)
    )
    torch.testing.assert_close(maps, torch.cat([fine, coarse], 1))


def test_leaves_the_network_as_it_is():
    network = Network()
    before = {k: v.clone() for k, v in network.state_dict().items()}
    network.deep.eval()
    maps = FeatureReader(**FEATURES)(network, torch.randn(2, 3, 16, 16))
    assert not maps.requires_grad
    for key, value in network.state_dict().items():
        assert torch.equal(value, before[key]), key
    assert network.norm.training and not network.deep.training


def test_runs_no_layer_after_the_last_tap():
    reader = FeatureReader(('stem', 'norm', 'deep'), ('stem',), 3, 2)
    assert reader.layers == ('stem',)


def test_errors_name_the_layer():
    with pytest.raises(ValueError, match='taps must be among the layers'):
        FeatureReader(('stem',), ('norm',), 3, 2)
    reader = FeatureReader(('stem', 'layer9'), ('layer9',), 3, 2)
    with pytest.raises(ValueError, match="Network has no layer 'layer9'"):
        reader(Network(), torch.randn(1, 3, 8, 8))


@pytest.mark.parametrize('wrong', [dict(channels=8), dict(stride=4)])
def test_other_maps_than_stated_are_refused(wrong):
    reader = FeatureReader(**{**FEATURES, **wrong})
    with pytest.raises(ValueError, match='7 channels .* 8 px'):
        reader(Network(), torch.randn(1, 3, 16, 16))


def test_a_transformer_on_features_starts_at_identity_and_learns():
    stn, network = SpatialTransformer(**STN), Network()
    clip = torch.rand(2, 3, 4, 32, 32)
    pixels, view = stn(clip, network)
    assert torch.equal(view.theta, torch.eye(2, 3).expand(2, 2, 3))
    torch.testing.assert_close(pixels, clip)
    nn.init.normal_(stn.localisation.regressor.weight)
    stn.localise(clip, network)[-1].theta.sum().backward()
    assert stn.localisation.features[1].weight.grad.abs().sum() > 0
    assert all(p.grad is None for p in network.parameters())
    assert not any('stem' in key for key in stn.state_dict())


def test_features_see_the_thumbnail_and_its_motion():
    stn, network = SpatialTransformer(**STN).eval(), Network().eval()
    seen = []
    stn.localisation.register_forward_pre_hook(
        lambda module, args: seen.append(args[0])
    )
    clip = torch.rand(1, 3, 2, 32, 32)
    stn.localise(clip, network)
    small = F.interpolate(
        clip[0].transpose(0, 1), size=16, mode='bilinear', antialias=True
    )
    maps = FeatureReader(**FEATURES)(network, small)
    motion = (maps - maps.mean(0, keepdim=True)).abs()
    torch.testing.assert_close(seen[0], torch.cat([maps, motion], 1))


def test_features_need_their_network():
    with pytest.raises(ValueError, match='hand over the network'):
        SpatialTransformer(**STN).localise(torch.rand(1, 3, 32, 32))
