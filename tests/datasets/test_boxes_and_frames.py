"""Boxes of another resolution, normalised boxes, and monsters."""

import tracemalloc

import numpy as np
import pytest

from stn_action.datasets import PersonTubeDataset
from tests.datasets.tube_videos import (
    FRAMES,
    HEIGHT,
    WIDTH,
    entry,
    person_boxes,
)

PIPELINE = [
    dict(type='SampleFrames', clip_len=1, num_clips=2, test_mode=True),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    dict(type='TubeBoxNoise', level=1.0, seed=0),
    dict(type='TubeCrop', size=32),
]


def load(data, **change):
    ann = data(dict(entry('a.avi', person_boxes()), **change))
    return PersonTubeDataset(ann, PIPELINE, dict(video=str(data.folder)))


def without_size(boxes):
    return dict(boxes=np.asarray(boxes).tolist(), width=None, height=None)


def test_normalised_boxes(data):
    boxes = person_boxes() / [WIDTH, HEIGHT, WIDTH, HEIGHT]
    for change in (dict(boxes=boxes.tolist()), without_size(boxes)):
        with pytest.raises(
            ValueError,
            match=r'entry 0 .a.avi.: boxes reach 0.\d+ at most.*pix',
        ):
            load(data, **change)


def test_boxes_of_another_resolution_that_is_stated(data):
    dataset = load(
        data,
        boxes=(person_boxes() * 2).tolist(),
        width=2 * WIDTH,
        height=2 * HEIGHT,
    )
    with pytest.raises(
        RuntimeError,
        match='entry 0 .*a.avi.: .*boxes are for frames of 256 x 192 pixels'
        '.*the video have 128 x 96. Scale the boxes',
    ):
        dataset[0]


def test_boxes_of_another_resolution_that_is_not_stated(data):
    dataset = load(data, **without_size(person_boxes() * 10))
    with pytest.raises(
        RuntimeError,
        match='entry 0 .*: box of frame 0 lies wholly outside the frame of '
        '128 x 96 pixels: .200.0, 300.0, 440.0, 540.0.. .*scale',
    ):
        dataset[0]


def test_a_key_frame_that_is_not_sampled_is_looked_at_too(data):
    boxes = person_boxes().astype(float)
    boxes[-1] += 1000
    dataset = load(data, **without_size(boxes))
    with pytest.raises(RuntimeError, match='box of frame 11 lies wholly out'):
        dataset[0]


def test_clean_boxes_are_looked_at_too(data):
    clean = (person_boxes() + 1000).tolist()
    dataset = load(data, **without_size(person_boxes()), clean_boxes=clean)
    with pytest.raises(RuntimeError, match='lies wholly outside'):
        dataset[0]


def test_monsters_cost_no_memory(data):
    dataset = load(data, **without_size([[-9, -9, 40_000, 40_000]] * FRAMES))
    tracemalloc.start()
    with pytest.raises(
        RuntimeError, match='is more than twice the size of the frame of 128'
    ):
        dataset[0]
    assert tracemalloc.get_traced_memory()[1] < 20e6
    tracemalloc.stop()


def test_loose_boxes_that_reach_beyond_the_frame_are_taken(data):
    loose = person_boxes() + [-60, -60, 60, 60]
    assert len(load(data, **without_size(loose))[0]['imgs']) == 2


@pytest.mark.parametrize(
    'size',
    [(0, 9), (-1, 9), ('128', '96'), (True, True), (None, 96), (9.5, 9)],
)
def test_stated_sizes_that_are_none(data, size):
    with pytest.raises(
        ValueError, match='entry 0 .a.avi.: width and height must both be pos'
    ):
        load(data, width=size[0], height=size[1])


def test_frames_of_one_size(data):
    from stn_action.datasets.checked_steps import check_frames

    black = np.zeros((4, 6, 3), np.uint8)
    check_frames(dict(imgs=[black, black]))
    with pytest.raises(ValueError, match=r'of one size.*\(4, 6\), \(6, 4\)'):
        check_frames(dict(imgs=[black, black.swapaxes(0, 1)]))
    with pytest.raises(ValueError, match='does not decode'):
        check_frames(dict(imgs=[black, None]))
