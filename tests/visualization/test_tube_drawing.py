import numpy as np
import pytest

pytest.importorskip('av')
from stn_action.visualization.drawing import COLOURS
from stn_action.visualization.tube_drawing import (
    draw_tubes,
    tube_name,
    tube_row,
)
from tests.video.coded_videos import encode_numbers, number_of

GREY = np.full((120, 160, 3), 90, np.uint8)
ENTRY = dict(
    filename='a.avi',
    label=1,
    total_frames=30,
    frame_inds=[4, 8],
    boxes=[[20, 30, 60, 90], [40, 30, 80, 90]],
)


def columns_of(image, colour, row=60):
    """Where a row of pixels has about this colour, mixed with its rim."""
    return np.flatnonzero((abs(image[row].astype(int) - colour) < 90).all(1))


@pytest.mark.parametrize('index, left', [(4, 20), (6, 30), (8, 40)])
def test_boxes_are_where_they_are(index, left):
    drawn = draw_tubes(GREY, index, [ENTRY], ['run', 'walk'])
    found = columns_of(drawn, COLOURS['box'])
    assert abs(found.min() - left) <= 2 and abs(found.max() - left - 40) <= 2
    assert (GREY == 90).all()


def test_nothing_before_and_after():
    for index in (3, 9):
        assert (draw_tubes(GREY, index, [ENTRY], ['run', 'walk']) == 90).all()


def test_interpolated_boxes_are_thinner_and_true_ones_white():
    at = [
        len(columns_of(draw_tubes(GREY, i, [ENTRY], 'ab'), COLOURS['box']))
        for i in (4, 6)
    ]
    assert at[0] > at[1]
    entry = dict(ENTRY, clean_boxes=[[25, 35, 50, 80], [45, 35, 70, 80]])
    white = columns_of(draw_tubes(GREY, 4, [entry], 'ab'), COLOURS['true'])
    assert abs(white.min() - 25) <= 2 and abs(white.max() - 50) <= 2


def test_names():
    assert tube_name(ENTRY, ['run', 'walk'], 3) == '#3 walk'
    entry = dict(ENTRY, label=[0, 1], track_id=7)
    assert tube_name(entry, ['run', 'walk'], 3) == '#7 run walk'
    del entry['label']
    assert tube_name(entry, [], 3) == '#7'


def test_frames_by_number(tmp_path):
    encode_numbers(tmp_path / 'a.avi', 12, bf='2', g='6')
    row = tube_row(ENTRY, ['run', 'walk'], str(tmp_path), 3)
    assert [number_of(frame) for frame in row] == [4, 6, 8]
    assert row[0].shape == (120, 160, 3)
    entry = dict(ENTRY, frame_inds=[4, 20])
    with pytest.raises(
        ValueError,
        match='a.avi: frame 20 is asked for, but only 12 frames decode',
    ):
        tube_row(entry, ['run', 'walk'], str(tmp_path), 3)
