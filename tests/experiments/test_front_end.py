"""The curve of top-1 against cost: views in the frame, heads, intervals."""

import numpy as np
import pytest
import torch
from mmaction.datasets.transforms import SampleFrames

from stn_action.experiments.front_end.clips import noisy_boxes, segment_frames
from stn_action.experiments.front_end.comparisons import (
    by_box_quality,
    equal_cost,
    overlaps,
    quality_table,
)
from stn_action.experiments.front_end.curve import detected, thinned
from stn_action.experiments.front_end.heads import (
    clip_features,
    correct,
    train_head,
)
from stn_action.experiments.front_end.table import (
    gain_row,
    recovered,
    source_interval,
)
from stn_action.experiments.front_end.views import FrontEnd, cut_regions
from stn_action.formats.annotations import write_data_list
from stn_action.transformer import SpatialTransformer
from stn_action.tubes import BoxNoiseParams, PersonTube, square_boxes


class FakeClips:
    """Frames of one colour ramp; as many clips as there are videos."""

    def __init__(self, num=2, frames=5, height=60, width=80):
        ramp = np.arange(width, dtype=np.uint8)[None, None, :, None]
        shape = (frames, height, width, 3)
        self.videos = [np.broadcast_to(ramp + i, shape) for i in range(num)]

    def __len__(self):
        return len(self.videos)

    def frames(self, clip):
        return self.videos[clip]


def front_end(**kwargs):
    stn = SpatialTransformer(
        dict(type='VotingConv'),
        'attention',
        looks_at=dict(type='Thumbnail', size=64, coordinates=True),
        temporal='frame',
    )
    return FrontEnd(stn, **kwargs)


FRAMES = np.array([[0, 2, 4], [1, 2, 3]])
BOXES = np.tile(np.array([20.0, 10, 50, 50]), (2, 3, 1))


def test_a_network_at_the_identity_shows_the_crop_it_looked_at():
    views = front_end(again=0).views(FakeClips(), [0, 1], FRAMES, BOXES)
    # the square of side 40 around the box, 1.4 times as wide
    np.testing.assert_allclose(views, np.tile([7, 2, 63, 58], (2, 3, 1)))


def test_a_second_look_goes_through_the_first_view():
    views = front_end(again=1).views(FakeClips(), [0, 1], FRAMES, BOXES)
    # the view of 56 pixels without its margin, 1.4 times as wide: 71.3
    sides = views[..., 2:] - views[..., :2]
    np.testing.assert_allclose(sides, 71)


def test_a_view_that_agrees_gives_way_to_the_box():
    front = front_end(keep=0.8, view_context=1.2)
    near, far = square_boxes(BOXES[:1], 1.15), square_boxes(BOXES[1:], 1.5)
    shown = front.shown(np.concatenate([near, far]), BOXES)
    np.testing.assert_allclose(shown[0], square_boxes(BOXES[0], 1.1))
    np.testing.assert_allclose(shown[1], square_boxes(BOXES[1], 1.8))


def test_a_region_outside_the_frame_is_grey():
    video = FakeClips().frames(0)
    regions = np.array([[80, 0, 100, 20], [0, 0, 20, 20]])
    out = cut_regions(video, [0, 0], regions, 20)
    assert (out[0] == 127).all()
    np.testing.assert_array_equal(out[1, :, :, 0], video[0, :20, :20, 0])


@pytest.mark.parametrize('total', [3, 16, 40])
def test_frames_are_those_of_sample_frames(total):
    sampled = SampleFrames(1, 1, 3, test_mode=True)(
        dict(total_frames=total, start_index=0)
    )
    np.testing.assert_array_equal(
        segment_frames(total, 3), np.ravel(sampled['frame_inds'])
    )


def test_training_frames_lie_in_their_segments():
    rng = np.random.default_rng(0)
    for _ in range(20):
        frames = segment_frames(30, 3, rng)
        assert (frames // 10).tolist() == [0, 1, 2]


def test_noisy_boxes_keep_in_touch_with_the_frame():
    tube = PersonTube(np.arange(4), np.tile([70.0, 10, 78, 20], (4, 1)))
    params = BoxNoiseParams(shift=5.0)
    for seed in range(20):
        noisy = noisy_boxes(
            tube, (60, 80), params, 1.0, np.random.default_rng(seed)
        )
        assert (noisy.boxes[:, :2] < [80, 60]).all()
        assert (noisy.boxes[:, 2:] > 0).all()


def test_features_are_means_over_frames_and_places():
    squares = np.tile(np.array([0.0, 0, 20, 20]), (2, 3, 1))
    found = clip_features(lambda x: x, FakeClips(), FRAMES, squares, 20)
    expected = np.array([9.5, 10.5]) / 127.5 - 1
    np.testing.assert_allclose(found[:, 0].numpy(), expected, atol=1e-5)


def test_flips_mirror_the_crop():
    squares = np.tile(np.array([0.0, 0, 20, 20]), (2, 3, 1))
    left = clip_features(
        lambda x: x[..., :5], FakeClips(), FRAMES, squares, 20
    )
    right = clip_features(
        lambda x: x[..., -5:],
        FakeClips(),
        FRAMES,
        squares,
        20,
        np.array([False, True]),
    )
    assert right[0, 0] > left[0, 0]
    torch.testing.assert_close(right[1], left[1])


def test_a_head_learns_what_is_linear():
    torch.manual_seed(0)
    labels = torch.arange(90) % 3
    features = torch.eye(3)[labels] * 20 + torch.randn(90, 3)
    head = train_head([features, features.flip(1).flip(1)], labels, 3, 0)
    assert correct(head, [features], labels).mean() > 0.95


def test_share_of_the_loss_recovered():
    ours, loose, clean = [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0]
    values = np.array([ours, loose, clean], float).T
    assert recovered(values) == pytest.approx(0.5)


def test_intervals_draw_sources_not_clips():
    # one source of 50 equal clips: drawn or not, the mean is its value
    values = np.repeat([0.0, 1.0], 50)
    low, high = source_interval(values, np.repeat(['a', 'b'], 50))
    assert (low, high) == (0.0, 1.0)
    low, high = source_interval(values, np.arange(100))
    assert 0.35 < low < 0.45 and 0.55 < high < 0.65


def test_a_row_names_both_accuracies_and_the_gain():
    row = gain_row('x', np.ones(10), np.zeros(10), np.arange(10), np.ones(10))
    assert (
        row == '| x | 0.000 | 1.000 | +1.000 [+1.000, +1.000] '
        '| 1.00 [1.00, 1.00] |'
    )


def tube(frame_inds):
    boxes = np.array([20.0, 10, 50, 50]) + np.array(frame_inds)[:, None]
    return PersonTube(np.array(frame_inds), boxes)


def test_a_detector_on_fewer_frames():
    every_second = tube([0, 2, 4, 6, 8, 10, 11])
    assert thinned(every_second, 1).frame_inds.tolist() == (
        every_second.frame_inds.tolist()
    )
    fourth = thinned(every_second, 4)
    assert fourth.frame_inds.tolist() == [0, 4, 8, 11]
    np.testing.assert_array_equal(fourth.boxes[1], [24, 14, 54, 54])
    assert thinned(tube([1, 3]), 8).frame_inds.tolist() == [3]
    assert thinned(every_second, None).frame_inds.tolist() == [6]


def right(*values):
    return np.array(values, float)


def test_each_resolution_with_a_front_end_against_the_next_without():
    none, every = right(0, 0), right(1, 1)
    small = {
        ('true', 'level 1, front end'): every,
        ('true', 'level 1 again, front end'): right(1, 0),
        ('loose through the front end', 'level 1, front end'): every,
        ('loose through the front end', 'level 1 again, front end'): none,
    }
    large = {
        (training, test): none
        for training in ('true', 'loose')
        for test in ('level 1', 'level 1 again')
    }
    table = equal_cost({192: large, 112: small}, ['a', 'b']).splitlines()
    assert len(table) == 4
    # 3 of 4 answers, over two draws
    assert table[2].startswith(
        '| true: level 1, 112 px with, 192 px without | 0.000 | 0.750 | +0.750'
    )
    assert '| 0.000 | 0.500 |' in table[3]


class TrueBoxes(FakeClips):
    def tube(self, clip):
        return PersonTube(np.arange(5), np.tile(BOXES[0, :1], (5, 1)))


def test_overlap_of_what_is_cut_with_the_true_square():
    exact = square_boxes(BOXES, 1.1)
    moved = exact + [22.0, 0, 22, 0]  # by half the side of 44
    iou = overlaps(
        {'a': (FRAMES, exact, None), 'b': (FRAMES, moved, None)},
        TrueBoxes(),
    )
    np.testing.assert_allclose(iou['a'], 1)
    np.testing.assert_allclose(iou['b'], 1 / 3)
    iou['a, front end'] = iou['b']
    row = quality_table(iou, ['a']).splitlines()[-1]
    assert row == '| a | 1.000 | 1.00, 1.00, 1.00 | 0.333 | 0.33, 0.33, 0.33 |'


def test_clips_by_the_quality_of_their_boxes():
    acc = {
        ('true', 'x'): right(0, 0, 1),
        ('true', 'x, front end'): right(1, 0, 1),
        ('loose', 'x'): right(0, 1, 1),
        ('loose through the front end', 'x, front end'): right(1, 1, 1),
    }
    iou = {'x': right(0.2, 0.49, 1.0)}
    table = by_box_quality(acc, iou, ['x'], list('abc')).splitlines()
    assert [line.split(' |')[0] for line in table[2:]] == [
        '| true: x, box IoU 0 to 0.5, 2 clips',
        '| loose: x, box IoU 0 to 0.5, 2 clips',
        '| true: x, box IoU 0.75 to 1, 1 clips',
        '| loose: x, box IoU 0.75 to 1, 1 clips',
    ]
    assert '| 0.000 | 0.500 | +0.500' in table[2]


def test_without_a_detection_the_box_is_the_whole_frame(tmp_path):
    size = dict(total_frames=5, width=80, height=60)
    entry = dict(
        filename='a.avi',
        label=0,
        frame_inds=[0, 2, 4],
        boxes=[[20, 10, 50, 50]] * 3,
        **size,
    )
    path = str(tmp_path / 'found.json')
    write_data_list(path, dict(classes=['x']), [entry])
    clips = FakeClips()
    clips.entries = [entry, dict(filename='b.avi', **size)]
    clips.shape = lambda clip: (60, 80)
    frames, boxes, _ = detected(clips, path)['detector, middle']
    assert frames.shape == (2, 3)
    np.testing.assert_array_equal(boxes[0], [[20, 10, 50, 50]] * 3)
    np.testing.assert_array_equal(boxes[1], [[0, 0, 80, 60]] * 3)
