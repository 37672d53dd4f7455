"""Every family learns to bring a shifted blob back to the middle."""

import pytest
import torch
import torch.nn.functional as F

from stn_action.transformer import SpatialTransformer
from tests.transformer.views import SHIFTING


def blobs(centres, size=16):
    """(N, 1, S, S) Gaussians at normalised centres (N, 2)."""
    axis = (torch.arange(size) * 2 + 1) / size - 1
    x = (axis - centres[:, :1]).square()[:, None]
    y = (axis - centres[:, 1:]).square()[..., None]
    return torch.exp(-(x + y) / 0.18).unsqueeze(1)


@pytest.mark.parametrize('family', SHIFTING)
def test_a_shift_is_undone(family):
    torch.manual_seed(0)
    stn = SpatialTransformer(
        dict(type='PaperLocalisation', layers='fc[32]', size=16),
        transformation=family,
        looks_at=dict(type='FeatureMap', channels=1),
    )
    optimiser = torch.optim.SGD(stn.parameters(), lr=0.3, momentum=0.9)
    goal = blobs(torch.zeros(32, 2))
    for _ in range(150):
        view, _ = stn(blobs(torch.rand(32, 2) - 0.5))
        loss = F.mse_loss(view, goal)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(stn.parameters(), 1.0)
        optimiser.step()
    with torch.no_grad():
        unseen = blobs(torch.rand(64, 2) - 0.5)
        goal = goal[:1].expand_as(unseen)
        view = stn(unseen)[0]
    assert F.mse_loss(view, goal) < 0.2 * F.mse_loss(unseen, goal)
