"""View steps: each by hand, their order, and what is refused at build."""

import pytest
import torch

from stn_action.transformer import (
    VIEW_STEPS,
    ParallelSpatialTransformer,
    SpatialTransformer,
    ViewStep,
)
from stn_action.transformer.step_list import run_steps
from stn_action.transformer.steps import (
    Context,
    KeepBox,
    Noise,
    Parts,
    Record,
    Steady,
)
from stn_action.transformer.temporal import pull_together
from tests.transformer.views import make_view

#: The person's box in a crop of context 1.25.
BOX = (-0.8, -0.8, 0.8, 0.8)


def theta(scale, x=0.0, y=0.0):
    return torch.tensor([[scale, 0.0, x], [0.0, scale, y]])


def views(*thetas, **kwargs):
    return make_view(torch.stack(thetas), **kwargs)


def test_the_box_replaces_a_view_that_overlaps_it_enough():
    box = theta(0.8)
    # Same side, moved by a tenth of it: IoU .9 / 1.1 = .818.
    moved = theta(0.8, 0.16)
    # Three quarters of the side, centred: IoU .5625.
    closer = theta(0.6)
    view = views(box, moved, closer, boxes=BOX)
    for iou, expected in (
        (0.8, (box, box, closer)),
        (0.82, (box, moved, closer)),
        (0.56, (box, box, box)),
    ):
        out = KeepBox(iou, context=1.0)(view)
        torch.testing.assert_close(out.theta, torch.stack(expected))
        assert out.kept.tolist() == [torch.equal(e, box) for e in expected]


@pytest.mark.parametrize('crop_context', [1.4, 2.0])
def test_the_kept_box_follows_the_context_of_the_crop(crop_context):
    """Its side over the crop's is 1.1 / 1.4 or 1.1 / 2: nobody writes it."""
    side = 1 / crop_context
    right = 1.1 / crop_context
    view = views(theta(right, 0.02), boxes=(-side, -side, side, side))
    out = KeepBox(0.85)(view)
    torch.testing.assert_close(out.theta, theta(right)[None])


def test_each_frame_has_its_own_box():
    boxes = torch.tensor([[BOX, (-0.9, -0.8, 0.7, 0.8)]])
    view = make_view(theta(0.8).expand(1, 2, 2, 3), boxes=boxes)
    out = KeepBox(0.5, context=1.0)(view)
    expected = torch.stack([theta(0.8), theta(0.8, -0.1)])[None]
    torch.testing.assert_close(out.theta, expected)


def test_a_kept_box_of_the_projective_family():
    view = make_view(torch.eye(3)[None] * 1.0, 'projective', boxes=BOX)
    out = KeepBox(0.5, context=1.0)(view)
    expected = torch.diag(torch.tensor([0.8, 0.8, 1.0]))[None]
    torch.testing.assert_close(out.theta, expected)


def test_context_widens_all_but_a_kept_box():
    view = views(theta(0.8, 0.05), theta(0.4, 0.5, -0.2), boxes=BOX)
    kept = KeepBox(0.7, context=1.0)(view)
    expected = torch.stack([theta(0.8), theta(0.5, 0.5, -0.2)])
    torch.testing.assert_close(Context(1.25)(kept).theta, expected)
    wide = Context(1.25)(view).theta[0]
    torch.testing.assert_close(wide, theta(1.0, 0.05))


def test_steady_is_pull_together():
    view = make_view(torch.rand(2, 4, 2, 3))
    expected = pull_together(view.theta, 0.1)
    torch.testing.assert_close(Steady(0.1)(view).theta, expected)


@pytest.mark.parametrize('family', ['attention', 'projective'])
def test_noise_is_one_a_clip_and_within_its_share(family):
    still = torch.eye(3 if family == 'projective' else 2, 3)
    view = make_view(still.expand(50, 4, *still.shape), family)
    torch.manual_seed(0)
    noisy = Noise(0.2)(view).theta[..., :2, :]
    torch.testing.assert_close(noisy, noisy[:, :1].expand_as(noisy))
    scales, shifts = noisy[:, 0, 0, 0], noisy[:, 0, :, 2]
    assert 0.8 <= scales.min() < 0.85 and 1.15 < scales.max() <= 1.2
    assert shifts.abs().max() <= 0.2 and shifts.abs().max() > 0.15
    assert (noisy[0] - noisy[1]).abs().max() > 0


def test_noise_that_was_drawn_can_be_replayed():
    step, view = Noise(0.2), make_view(theta(0.5)[None])
    torch.manual_seed(3)
    drawn = step.draw(view)
    torch.manual_seed(3)
    torch.testing.assert_close(step(view).theta, view.compose(drawn).theta)


def test_record_and_end_are_two_points_of_the_list():
    view = make_view(theta(0.5)[None], frames=1)
    steps = [Context(1.2), Record(), Context(1.5), Noise(0.5)]
    seen = run_steps(steps, view)
    torch.testing.assert_close(seen.recorded.theta, theta(0.6)[None])
    torch.testing.assert_close(seen.sampled.theta, theta(0.9)[None])
    trained = run_steps(steps, view, training=True)
    torch.testing.assert_close(trained.recorded.theta, theta(0.6)[None])
    assert (trained.sampled.theta - theta(0.9)).abs().max() > 0.01
    assert run_steps([Context(1.2)], view).recorded.theta[0, 0, 0] == 0.6
    assert run_steps([], view).sampled is view


def test_named_steps_keep_their_order_and_may_be_left_out():
    steps = dict(
        noise=dict(type='Noise', share=0.1),
        order=['wide', 'record', 'steady', 'noise'],
        record=None,
        wide=dict(type='Context', factor=1.2),
    )
    built = SpatialTransformer(steps=steps).steps
    assert [type(step) for step in built] == [Context, Noise]


def test_steps_have_no_place_in_the_state_dict():
    plain, stn = SpatialTransformer(), SpatialTransformer(steps=[Context(2)])
    assert stn.state_dict().keys() == plain.state_dict().keys()


def test_a_step_of_other_people(monkeypatch):
    class Mirror(ViewStep):
        def __call__(self, view):
            flip = torch.tensor([[-1.0, 0, 0], [0, 1, 0]])
            return view.compose(flip.expand_as(view.theta))

    monkeypatch.setitem(VIEW_STEPS, 'Mirror', Mirror)
    stn = SpatialTransformer(steps=[dict(type='Mirror')]).eval()
    x = torch.rand(1, 3, 64, 64)
    torch.testing.assert_close(stn(x)[0], x.flip(-1), atol=1e-5, rtol=0)


SPLINE = dict(transformation='thin_plate_spline')
FRAME = dict(temporal='frame')
TWO = dict(tiles=[(-1, -1, 1, 0), (-1, 0, 1, 1)])


@pytest.mark.parametrize(
    'step, kwargs, message',
    [
        (dict(type='Steady', error=0.1), {}, "needs temporal='frame'.*clip"),
        (
            dict(type='Steady', error=0.1),
            {**SPLINE, **FRAME},
            'got .frame. and ThinPlateSpline; remove the step',
        ),
        (dict(type='Steady', error=0), FRAME, 'error must be above 0, got 0'),
        (dict(type='KeepBox', iou=0.8), SPLINE, 'view of ThinPlateSpline'),
        (dict(type='KeepBox', iou=0.8), TWO, 'view of Tiled'),
        (dict(type='KeepBox', iou=1.5), {}, r'iou must be in \(0, 1\)'),
        (dict(type='KeepBox', iou=0.8, context=0), {}, 'context must be'),
        (dict(type='Context', factor=1.1), SPLINE, 'ThinPlateSpline cannot'),
        (dict(type='Context', factor=0.0), {}, 'factor must be above 0'),
        (dict(type='Noise', share=0.1), SPLINE, 'ThinPlateSpline cannot'),
        (dict(type='Noise', share=1.0), {}, r'share must be in \(0, 1\)'),
    ],
)
def test_what_a_step_cannot_serve_is_refused_at_build(step, kwargs, message):
    kind = (
        ParallelSpatialTransformer
        if 'tiles' in kwargs
        else (SpatialTransformer)
    )
    with pytest.raises(ValueError, match=message):
        kind(steps=[step], **kwargs)


def test_wrong_lists_are_refused():
    with pytest.raises(ValueError, match='give one Record'):
        SpatialTransformer(steps=['Record', 'Record'])
    for order in (dict(), dict(order=['noise'])):
        with pytest.raises(ValueError, match=r"need order=.*\['record'\]"):
            SpatialTransformer(steps=dict(record='Record', **order))
    with pytest.raises(KeyError, match="unknown view step 'Zoom'; known are"):
        SpatialTransformer(steps=['Zoom'])


def test_a_box_that_nobody_knows_is_asked_for():
    stn = SpatialTransformer(steps=[dict(type='KeepBox', iou=0.5)]).eval()
    assert stn.needs_boxes
    with pytest.raises(ValueError, match='box lies in the crop is not known'):
        stn(torch.rand(1, 3, 64, 64))
    pixels, view = stn(torch.rand(1, 3, 64, 64), boxes=BOX)
    torch.testing.assert_close(view.theta, theta(0.88)[None])


HALVES = [(-1, -1, 1, 1), (-0.5, -1, 0.5, 0), (-0.5, 0, 0.5, 1)]


def test_parts_lie_in_the_view_by_hand():
    """A view of the right half of the crop; its upper and lower middle."""
    view = views(theta(0.5, 0.5, 0.0))
    out = Parts(HALVES)(view)
    assert view.num_views == 1 and out.num_views == 3
    expected = [
        theta(0.5, 0.5, 0.0),
        theta(0.25, 0.5, -0.25),
        theta(0.25, 0.5, 0.25),
    ]
    torch.testing.assert_close(out.theta, torch.stack(expected)[None])


def test_parts_of_each_frame_and_of_clips():
    each = torch.stack([theta(0.5), theta(0.5, 0.1)])
    view = make_view(each[None], frames=2)
    out = Parts(HALVES)(view)
    assert out.theta.shape == (1, 2, 3, 2, 3) and out.by_frame
    torch.testing.assert_close(out.theta[0, :, 0], each)


def test_the_transformer_samples_the_parts_and_records_the_view():
    """The upper half of a picture is bright, the lower one dark."""
    stn = SpatialTransformer(
        dict(type='LargeKernelConv'),
        output_size=16,
        steps=[dict(type='Record'), dict(type='Parts', boxes=HALVES)],
    )
    assert stn.num_views == 3 and not stn.transformation.parallel
    clips = torch.zeros(2, 3, 4, 64, 64)
    clips[..., :32, :] = 1
    pixels, view = stn.eval()(clips)
    assert pixels.shape == (6, 3, 4, 16, 16)
    means = pixels.mean((1, 2, 3, 4)).view(2, 3)
    torch.testing.assert_close(
        means, torch.tensor([[0.5, 1, 0]]).expand(2, 3), atol=0.05, rtol=0
    )
    recorded, sampled = stn.take_steps(stn.localise(clips)[-1])
    assert recorded.num_views == 1 and sampled.num_views == 3


def test_parts_need_a_matrix_family_and_boxes_within_the_view():
    with pytest.raises(TypeError, match='tiles go with matrix families'):
        SpatialTransformer(
            transformation='thin_plate_spline',
            steps=[dict(type='Parts', boxes=HALVES)],
        )
    with pytest.raises(ValueError, match=r'within \[-1, 1\]'):
        SpatialTransformer(steps=[dict(type='Parts', boxes=[(0, 0, 1, 2)])])
