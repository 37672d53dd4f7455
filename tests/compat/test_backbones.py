"""TIN without full MMCV, and the layout of timm's features."""

import mmaction.models.backbones.resnet_tin as resnet_tin
import pytest
import torch
from mmaction.models.recognizers import Recognizer2D
from mmaction.models.recognizers.base import BaseRecognizer
from torch import nn

from stn_action.compat import timm_layout, tin_shift


def shifted_naively(data, offset):
    """Whole frames, as the loops of MMCV's kernel."""
    out = torch.zeros_like(data)
    frames, channels = data.shape[1:3]
    for n in range(len(data)):
        for c in range(channels):
            shift = int(offset[n, c // (channels // offset.shape[1])])
            for t in range(frames):
                if 0 <= t + shift < frames:
                    out[n, t + shift, c] = data[n, t, c]
    return out


@pytest.fixture
def clip():
    torch.manual_seed(0)
    return torch.randn(2, 5, 6, 2, 3, dtype=torch.double)


def test_whole_frames_are_shifted(clip):
    offset = torch.tensor([[0.0, 1.0, -1.0], [4.0, -2.0, 7.0]])
    moved = tin_shift.linear_sampler(clip, offset.double())
    assert torch.equal(moved, shifted_naively(clip, offset))


def test_fractions_are_between_their_neighbours(clip):
    offset = torch.tensor([[0.25, 1.5, -0.75], [-1.1, 0.0, 2.9]]).double()
    low, high = (
        shifted_naively(clip, o) for o in (offset.floor(), offset.floor() + 1)
    )
    share = (offset - offset.floor()).repeat_interleave(2, 1)
    share = share[:, None, :, None, None]
    torch.testing.assert_close(
        tin_shift.linear_sampler(clip, offset),
        (1 - share) * low + share * high,
    )


def test_gradient_of_frames_and_offsets(clip):
    offset = torch.tensor([[0.3, -1.4, 0.6], [2.2, -0.7, 1.1]]).double()
    assert torch.autograd.gradcheck(
        tin_shift.linear_sampler,
        (clip.requires_grad_(), offset.requires_grad_()),
    )


def test_channels_that_do_not_split():
    with pytest.raises(ValueError, match='6 channels do not split into 4'):
        tin_shift.linear_sampler(torch.zeros(1, 2, 6, 1, 1), torch.zeros(1, 4))


def test_tin_repair_is_in_place_and_recognised(monkeypatch):
    monkeypatch.setattr(resnet_tin, 'linear_sampler', lambda *args: None)
    monkeypatch.setattr(tin_shift, '_has_operator', lambda: False)
    assert tin_shift.is_needed()
    tin_shift.install()
    assert resnet_tin.linear_sampler is tin_shift.linear_sampler
    assert not tin_shift.is_needed()


def test_tin_stays_with_the_operator_on_a_gpu(monkeypatch):
    monkeypatch.setattr(resnet_tin, 'linear_sampler', lambda *args: None)
    monkeypatch.setattr(tin_shift, '_has_operator', lambda: True)
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: True)
    assert not tin_shift.is_needed()


class LastChannels(nn.Module):
    """Gives (N, 2, 3, C) like timm's Swin, or says nothing of its layout."""

    def __init__(self, output_fmt):
        super().__init__()
        if output_fmt:
            self.output_fmt = output_fmt

    def forward_features(self, x):
        return x.new_tensor([1.0, 2.0, 3.0, 4.0]).expand(len(x), 2, 3, 4)


@pytest.mark.parametrize(
    'output_fmt, feature_shape, channels',
    [
        ('NHWC', None, 4),
        (None, None, 2),
        ('NCHW', None, 2),
        (None, 'NHWC', 4),
    ],
)
def test_features_of_timm(
    monkeypatch, mmaction_scope, output_fmt, feature_shape, channels
):
    timm = pytest.importorskip('timm')
    monkeypatch.setattr(
        timm, 'create_model', lambda *args, **kwargs: LastChannels(output_fmt)
    )
    model = Recognizer2D(
        dict(type='timm.some_model', feature_shape=feature_shape)
    )
    feats, _ = model.extract_feat(torch.zeros(1, 3, 3, 8, 8), 'backbone')
    assert feats.shape == (3, channels, 1, 1)
    if channels == 4:
        assert feats[0].flatten().tolist() == [1.0, 2.0, 3.0, 4.0]


def test_timm_defect_is_recognised(monkeypatch):
    monkeypatch.setattr(
        BaseRecognizer, '__init__', BaseRecognizer.__init__.__wrapped__
    )
    assert timm_layout.is_needed()
    timm_layout.install()
    assert not timm_layout.is_needed()
