"""A second look: where, from what crop, and composed how."""

import pytest
import torch

from stn_action.transformer import SpatialTransformer
from stn_action.transformer.localisation import LocalisationNetwork
from stn_action.transformer.look_again import LookAgain, box_overlap
from stn_action.transformer.transformations import Attention
from stn_action.transformer.view import View


class Recorder(LocalisationNetwork):
    """Answers with fixed parameters and keeps what it was shown."""

    def __init__(self, in_channels, num_params, size, **kwargs):
        super().__init__(**kwargs)
        self.regressor = torch.nn.Linear(1, num_params)
        self.seen = []
        self.answers = []

    def forward(self, thumbnails):
        self.seen.append(thumbnails)
        answer = thumbnails.new_tensor(self.answers[len(self.seen) - 1])
        return answer.expand(len(thumbnails), 3)


def transformer(below, **kwargs):
    return SpatialTransformer(
        dict(type=Recorder),
        looks_at=dict(
            type='Thumbnail',
            size=32,
            coordinates=True,
            context=1.4,
            look_again=dict(below=below),
        ),
        temporal='frame',
        **kwargs,
    ).eval()


BOX = (-0.5, -0.5, 0.5, 0.5)  # a crop of context 2


def test_boxes_that_are_overlapped_enough():
    """IoU of a square half as wide in its middle is a quarter."""
    theta = torch.eye(2, 3).repeat(2, 3, 1, 1)
    theta[1, :, [0, 1], [0, 1]] = 0.5
    view = View(theta, Attention(), (64, 64), 3, (-1.0, -1.0, 1.0, 1.0))
    assert LookAgain(0.3, margin=1.0).chosen(view).tolist() == [False, True]
    assert LookAgain(0.2, margin=1.0).chosen(view).tolist() == [False, False]


def test_the_overlap_is_the_mean_of_the_frames():
    """Squares of one size: as they are, half beside each other, apart."""
    theta = torch.eye(2, 3).repeat(1, 3, 1, 1) * 0.5
    theta[0, 1, 0, 2] = 0.5
    theta[0, 2, :, 2] = torch.tensor([1.5, -1.5])
    view = View(theta, Attention(), (64, 64), 3, BOX)
    expected = torch.tensor([(1 + 1 / 3 + 0) / 3])
    torch.testing.assert_close(box_overlap(view, 1.0), expected)
    one_a_clip = View(theta[:, 0], Attention(), (64, 64), 3, BOX)
    assert box_overlap(one_a_clip, 1.0).tolist() == [1.0]


def test_the_second_look_by_hand():
    """First view: half of what is looked at, a quarter to the right.

    It looks at [-.7, .7] of the crop, so the view has the scale .35 and the
    centre .175. As a box with margin 1.1 its crop of context 1.4 has the
    scale .35 * 1.4 / 1.1; a second answer of half of that, in its middle, is
    the view.
    """
    stn = transformer(0.9)
    half = float(torch.tensor(0.5).log())
    reach = torch.tensor(0.2).log()  # bounds of the scale and of the shift
    logit = float(reach * torch.atanh(half / reach))
    shift = float(torch.atanh(torch.tensor(0.25)))
    stn.localisation.answers = [[logit, shift, 0.0], [logit, 0.0, 0.0]]
    clip = torch.rand(1, 3, 2, 80, 80)
    first, second = stn.localise(clip, boxes=BOX)
    torch.testing.assert_close(
        first.theta[0, 0],
        torch.tensor([[0.35, 0, 0.175], [0, 0.35, 0]]),
        atol=1e-5,
        rtol=0,
    )
    scale = 0.35 * 1.4 / 1.1 * 0.5
    torch.testing.assert_close(
        second.theta[0, 1],
        torch.tensor([[scale, 0, 0.175], [0, scale, 0]]),
        atol=1e-5,
        rtol=0,
    )
    # The network is told that it looks at a whole crop, both times.
    places = [seen[:, -2:] for seen in stn.localisation.seen]
    torch.testing.assert_close(places[0], places[1])


def test_only_clips_that_need_it_and_a_traced_graph_agrees():
    stn = transformer(0.6)
    stn.localisation.answers = [[0.0, 0.0, 0.0]] * 9
    clips = torch.rand(3, 3, 2, 80, 80)
    boxes = torch.tensor(BOX).repeat(3, 2, 1)
    views = stn.localise(clips, boxes=BOX)
    # 1.4 against 1.1: an IoU of (1.1 / 1.4)^2 = .617, which is enough
    assert torch.equal(views[0].theta, views[1].theta)
    assert len(stn.localisation.seen) == 1
    assert boxes.shape == (3, 2, 4)

    stn = transformer(0.7)
    stn.localisation.answers = [[0.0, 0.0, 0.0]] * 9
    eager = stn.localise(clips, boxes=BOX)[-1].theta
    assert [len(seen) for seen in stn.localisation.seen] == [6, 6]
    traced = torch.jit.trace(
        lambda x: stn.localise(x, boxes=BOX)[-1].theta,
        clips,
        check_trace=False,
    )
    torch.testing.assert_close(traced(clips), eager)


@pytest.mark.parametrize(
    'looks_at, match',
    [
        (dict(look_again=dict(below=1.0), context=1.4), 'below must be in'),
        (dict(look_again=dict(below=0.5)), 'context must say how much around'),
        (
            dict(look_again=dict(below=0.5), context=1.4, num_looks=2),
            'look_again goes with num_looks=1, got 2',
        ),
        (
            dict(look_again=dict(below=0.5, margin=0), context=1.4),
            'margin must be above 0',
        ),
    ],
)
def test_bad_options(looks_at, match):
    with pytest.raises(ValueError, match=match):
        SpatialTransformer(looks_at=dict(type='Thumbnail', **looks_at))
