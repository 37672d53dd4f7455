"""The head averages over the view and the box's own, in a test."""
import pytest
import torch
from tiny_recognizers import CASES, STN, build, samples


@pytest.mark.parametrize('case', CASES)
@pytest.mark.parametrize('temporal', ['clip', 'frame'])
def test_scores_are_averaged_over_both_views(case, temporal):
    plain, kind, shape = CASES[case]
    stn = dict(STN, temporal=temporal)
    model = build(plain(stn=stn, box_view=0.5) | dict(type=kind)).eval()
    model.stn.localisation.regressor.bias.data[:] = torch.tensor([-.3, .2, .1])
    alone = build(plain()).eval()
    alone.load_state_dict(
        {k: v for k, v in model.state_dict().items() if k[:4] != 'stn.'})
    inputs = torch.randn(shape)
    with torch.no_grad():
        out = model(inputs, samples(shape), mode='predict')
        clips = model.to_clips(inputs)
        view, thetas = model.refocus(clips)
        half = torch.eye(2, 3).expand_as(thetas[-1]) * .5
        box = model.stn.warp(clips, half)
        logits = [
            _logits(alone, model.from_clips(v, inputs))
            for v in (view, box)
        ]
    if case == '2d':  # AvgConsensus averages the frames' logits
        expected = (logits[0] + logits[1]).div(2).softmax(-1)
    else:  # clips are averaged as probabilities
        expected = (logits[0].softmax(-1) + logits[1].softmax(-1)) / 2
    for sample, scores in zip(out, expected):
        torch.testing.assert_close(sample.pred_score, scores)
        # what is recorded is the view alone
        frames = shape[1] * (shape[3] if len(shape) == 6 else 1)
        assert sample.view_boxes.shape == (frames, 4)


def _logits(model, inputs):
    feats, kwargs = model.extract_feat(inputs, test_mode=True)
    return model.cls_head(feats, **kwargs)


def test_training_sees_the_view_alone():
    plain, kind, shape = CASES['2d']
    losses = []
    for box_view in (None, 0.5):
        model = build(plain(stn=STN, box_view=box_view) | dict(type=kind))
        torch.manual_seed(0)
        inputs = torch.randn(shape)
        losses.append(model(inputs, samples(shape), mode='loss')['loss_cls'])
    assert losses[0] == losses[1]


@pytest.mark.parametrize('share, stn', [
    (0., STN), (-1., STN),
    (.5, dict(STN, transformation='thin_plate_spline'))])
def test_a_wrong_box_view_is_refused(share, stn):
    plain, kind, _ = CASES['2d']
    with pytest.raises(ValueError, match='box_view must be > 0 and needs'):
        build(plain(stn=stn, box_view=share) | dict(type=kind))
