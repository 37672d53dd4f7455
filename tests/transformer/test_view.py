"""A view: axes, records, and that it is immutable."""

import dataclasses

import pytest
import torch

from stn_action.transformer import View
from stn_action.transformer.transformations import (
    Attention,
    ThinPlateSpline,
    Transformation,
)
from stn_action.transformer.transformations.tiled import Tiled
from tests.transformer.views import make_view


def theta(scale, x=0.0, y=0.0):
    return torch.tensor([[scale, 0.0, x], [0.0, scale, y]])


def test_a_view_is_immutable():
    view = make_view(theta(0.5)[None])
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.theta = view.theta
    wide = view.compose(theta(2.0))
    torch.testing.assert_close(wide.theta, theta(1.0)[None])
    torch.testing.assert_close(view.theta, theta(0.5)[None])


def test_a_record_by_hand():
    """Half the side, centred at (.5, 0) of a crop of 40 x 80 px: x from 40 to
    80, y from 10 to 30. Two clips of three frames make one sample."""
    one_a_clip = torch.stack([theta(0.5, 0.5), theta(1.0)])
    view = make_view(one_a_clip, crop=(40, 80), frames=3)
    record = view.record(1)
    expected = torch.tensor([[40.0, 10, 80, 30]] * 3 + [[0.0, 0, 80, 40]] * 3)
    torch.testing.assert_close(record['view_boxes'][0], expected)
    assert record['view_corners'].shape == (1, 6, 4, 2)
    assert record['view_corners'][0, 0].tolist() == [
        [0, -0.5],
        [1, -0.5],
        [1, 0.5],
        [0, 0.5],
    ]
    by_frame = make_view(
        one_a_clip.repeat_interleave(3, 0)[None], crop=(40, 80)
    )
    assert by_frame.by_frame and not view.by_frame
    for name, values in by_frame.record(1).items():
        torch.testing.assert_close(values, record[name])


def test_the_record_of_a_spline_is_its_curved_border():
    family = 'thin_plate_spline'
    view = make_view(torch.rand(2, 16, 2), family, frames=2)
    record = view.record(2)
    assert record['theta'].shape == (2, 2, 16, 2)
    torch.testing.assert_close(
        record['view_outlines'][1, 1], view.outline()[1]
    )
    assert record['view_outlines'].shape == (2, 2, 48, 2)


@pytest.mark.parametrize('frames', [None, 3])
def test_parallel_views(frames):
    family = Tiled(Attention(), [(-1, -1, 1, 0), (-1, 0, 1, 1)])
    thetas = torch.rand(2, *([3] if frames else []), 2, 2, 3)
    view = View(thetas, family, (8, 8), frames)
    assert view.num_views == 2 and view.by_frame == bool(frames)
    record = view.record(2)
    assert record['view_boxes'].shape == (2, frames or 1, 2, 4)
    single = view.one_by_one()
    for n in range(2):
        for k in range(2):
            mine = thetas[n].select(-3, k)
            torch.testing.assert_close(single.theta[2 * n + k], mine)
            mine = view.corners()[n].select(-3, k)
            torch.testing.assert_close(single.corners()[2 * n + k], mine)


def test_some_of_the_views():
    view = make_view(
        torch.rand(3, 4, 2, 3),
        boxes=torch.rand(3, 4, 4),
        kept=torch.tensor([[True], [False], [True]]).expand(3, 4),
    )
    part = view[torch.tensor([2, 0])]
    torch.testing.assert_close(part.theta, view.theta[[2, 0]])
    torch.testing.assert_close(part.boxes, view.boxes[[2, 0]])
    assert part.kept.all() and len(part) == 2


def test_the_frames_of_a_record_are_a_view_again():
    view = make_view(torch.rand(1, 4, 2, 3))
    again = View.of_frames(view.record(1)['theta'][0], view.family, view.crop)
    torch.testing.assert_close(again.theta, view.theta)


def test_person_boxes_of_a_clip_are_their_mean():
    boxes = torch.tensor([[[-1.0, -1, 0, 0], [-0.5, -0.5, 0.5, 0.5]]])
    view = make_view(theta(1.0)[None], frames=2, boxes=boxes)
    expected = torch.tensor([[-0.75, -0.75, 0.25, 0.25]])
    torch.testing.assert_close(view.person_boxes(), expected)
    each = make_view(theta(1.0).expand(1, 2, 2, 3), boxes=boxes)
    torch.testing.assert_close(each.person_boxes(), boxes)
    with pytest.raises(ValueError, match='TubeCrop writes it'):
        make_view(theta(1.0)[None]).person_boxes()


@pytest.mark.parametrize(
    'shape, frames, message',
    [
        ((2, 3), None, r'axes \(N, ...\) or \(N, T, ...\) .* \(2, 3\)'),
        ((1, 2, 3, 2, 3), 2, r'got shape \(1, 2, 3, 2, 3\)'),
        ((1, 4, 2, 3), 3, 'theta is given for 4 frames, the clip has 3'),
    ],
)
def test_other_axes_are_refused(shape, frames, message):
    with pytest.raises(ValueError, match=message):
        make_view(torch.zeros(shape), frames=frames)


def test_scales_and_share_outside_by_hand():
    view = make_view(torch.stack([theta(0.5), theta(1.0, 1.0)]))
    torch.testing.assert_close(view.scales(), torch.tensor([0.5, 1.0]))
    assert view[:1].outside_share() == 0
    assert view[1:].outside_share() == 0.5
    assert (
        make_view(torch.zeros(1, 16, 2), 'thin_plate_spline').scales() is None
    )


def test_widened_by_hand():
    """Half the crop, a quarter to the right, by 1.5; the centre stays."""
    wide = make_view(theta(0.5, 0.25)[None]).widened(1.5)
    torch.testing.assert_close(wide.theta, theta(0.75, 0.25)[None])


def test_identity_of_views_and_of_tiles():
    view = make_view(torch.rand(2, 3, 2, 3))
    assert torch.equal(view.identity().theta[1, 2], torch.eye(2, 3))
    family = Tiled(Attention(), [(-1, -1, 0, 0), (0, 0, 1, 1)])
    tiles = View(torch.rand(3, 2, 2, 3), family, (8, 8)).identity()
    boxes = tiles.enclosing_boxes()[2]
    assert boxes.tolist() == [[-1, -1, 0, 0], [0, 0, 1, 1]]


def test_boxes_that_views_are():
    view = make_view(theta(0.5, 0.25)[None])
    assert view.as_boxes().tolist() == [[-0.25, -0.5, 0.75, 0.5]]
    turned = make_view(torch.tensor([[[0.0, -1, 0], [1, 0, 0]]]))
    mirrored = make_view(-theta(0.5)[None])
    spline = make_view(torch.zeros(1, 16, 2), 'thin_plate_spline')
    projective = make_view(torch.eye(3)[None], 'projective')
    for other in (turned, mirrored, spline, projective):
        assert other.as_boxes() is None


def numbers(theta, family='affine'):
    found = make_view(theta, family).numbers()
    return {name: values.tolist() for name, values in found.items()}


def test_numbers_by_hand():
    """Half the crop is seen, moved to the right: twice the size."""
    half = theta(0.5, 0.25).repeat(1, 2, 1, 1)
    expected = {'zoom': [2, 2], 'shift x': [0.25] * 2, 'shift y': [0, 0]}
    assert numbers(half) == expected
    half[..., 1, 1] = 0.25
    assert list(numbers(half))[:2] == ['zoom x', 'zoom y']
    half[:, 1, 0, 1] = 0.125  # sheared
    assert numbers(half)['scale y'] == [0.25] * 2
    assert numbers(half)['shear x'] == [0, 0.125]
    flat = torch.eye(3).repeat(1, 2, 1, 1)
    assert 'perspective x' not in numbers(flat, 'projective')
    flat[0, 1, 2, 0] = 0.25
    assert numbers(flat, 'projective')['perspective x'] == [0, 0.25]


def test_numbers_of_splines_and_of_parallel_views():
    points = torch.zeros(1, 2, 16, 2)
    points[0, 1, 3, 0] = 1.0  # the mean of its frames is a half
    found = numbers(points, 'thin_plate_spline')
    assert found['points, x'][0][3] == -0.5 and found['points, x'][1][3] == 0.5
    assert not any(map(any, found['points, y']))
    family = Tiled(Attention(), [(-1, -1, 0, 0), (0, 0, 1, 1)])
    found = View(family(torch.zeros(1, 6)), family, (8, 8), 3).numbers()
    assert found['zoom of 1'].tolist() == [2, 2, 2]
    assert found['shift x of 0'].tolist() == [-0.5] * 3


def test_a_family_of_other_people_has_numbers():
    class Plain(ThinPlateSpline):
        numbers = Transformation.numbers

    view = View(Plain().identity(torch.zeros(()))[None], Plain(), (8, 8))
    found = {name: value.item() for name, value in view.numbers().items()}
    assert found == pytest.approx({'centre x': 0, 'centre y': 0}, abs=1e-6)
