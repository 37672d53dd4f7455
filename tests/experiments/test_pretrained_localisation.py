"""The localisation network of one experiment: random, or of given weights."""

import pytest
import torch

from stn_action.transformer import SpatialTransformer, localisation


def test_starts_at_random_or_pretrained_and_always_at_the_identity(
    tmp_path, monkeypatch
):
    timm = pytest.importorskip('timm')
    monkeypatch.setattr(
        'stn_action.transformer.localisation.LOCALISATIONS',
        dict(localisation.LOCALISATIONS),
    )
    from stn_action.experiments.pretrained_localisation import TimmLocalisation

    net = timm.create_model('tf_efficientnet_lite0', num_classes=0)
    torch.save(net.state_dict(), tmp_path / 'net.pth')
    built = [
        SpatialTransformer(
            localisation=dict(type=TimmLocalisation, weights=weights),
            looks_at=dict(type='Thumbnail', size=64),
        )
        for weights in (None, tmp_path / 'net.pth')
    ]
    stems = [stn.localisation.trunk[0].weight for stn in built]
    assert torch.equal(stems[1], net.conv_stem.weight)
    assert not torch.equal(stems[0], net.conv_stem.weight)
    for stn in built:
        stn.init_weights()  # MMEngine calls it once more
        theta = stn(torch.rand(1, 3, 2, 80, 80))[1].theta
        torch.testing.assert_close(theta, torch.eye(2, 3).expand_as(theta))
    assert torch.equal(
        built[1].localisation.trunk[0].weight, net.conv_stem.weight
    )
    assert all(p.requires_grad for p in built[1].parameters())
