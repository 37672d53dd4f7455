import numpy as np
import pytest

from stn_action.formats.mot import (
    boxes_of,
    read_mot_rows,
    read_mot_tubes,
    write_mot_tubes,
)
from stn_action.tubes.mending import LeftOut
from stn_action.tubes.person_tube import PersonTube

# a box at the corner of the frame; a gap; columns of ground truth
TEXT = """1,1,1,1,10,20,1,1,0.5
1,2,101,51,30.5,40.25,0.9,1,1
4,1,7,1,10,20,1,1,0.25
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / 'gt.txt'
    path.write_text(TEXT)
    return str(path)


def test_frames_and_pixels_count_from_one(path):
    tubes = read_mot_tubes(path)
    assert list(tubes) == [1, 2]
    tube, columns = tubes[1]
    assert tube.frame_inds.tolist() == [0, 3]
    assert tube.boxes.tolist() == [[0, 0, 10, 20], [6, 0, 16, 20]]
    assert tube.scores.tolist() == [1, 1]
    assert columns == [[1, 0.5, -1], [1, 0.25, -1]]
    # MOT's frame 2 is a third of the way from frame 1 to frame 4
    np.testing.assert_allclose(tube.boxes_at([1])[0], [2, 0, 12, 20])
    assert tubes[2][0].boxes.tolist() == [[100, 50, 130.5, 90.25]]


def in_parts(tubes):
    """As the writer takes them, who may get several of one track."""
    return {name: [tube] for name, tube in tubes.items()}


def test_writes_what_it_read(path, tmp_path):
    again = str(tmp_path / 'again.txt')
    write_mot_tubes(again, in_parts(read_mot_tubes(path)))
    assert (read_mot_rows(again) == read_mot_rows(path)).all()


def test_equal_to_the_letter(tmp_path):
    """Lines of a tracker, decimals that floats do not hold exactly."""
    rng = np.random.default_rng(0)
    lines = [
        f'{frame},{track},{x:.2f},{y:.2f},{w:.2f},{h:.2f},0.{s},-1,-1,-1'
        for frame in range(1, 40)
        for track in (1, 2, 13)
        for x, y, w, h in [rng.uniform(1.01, 999, 4)]
        for s in [rng.integers(11, 99)]
    ]
    text = '\n'.join(lines).replace('.00,', ',') + '\n'
    text = (
        '\n'.join(
            ','.join(
                v.rstrip('0').rstrip('.') if '.' in v else v
                for v in line.split(',')
            )
            for line in text.splitlines()
        )
        + '\n'
    )
    (tmp_path / 'a.txt').write_text(text)
    tubes = in_parts(read_mot_tubes(str(tmp_path / 'a.txt')))
    write_mot_tubes(str(tmp_path / 'b.txt'), tubes)
    assert (tmp_path / 'b.txt').read_text() == text


@pytest.mark.parametrize(
    'text, message',
    [
        ('1,1,5,5,10\n', 'line 1: expected 6 to 10 numbers .*1,1,5,5,10'),
        ('\n1,1,5,5,10,x\n', 'line 2: expected 6 to 10 numbers'),
        (
            '0,1,5,5,10,10\n',
            'line 1: expected a whole frame, from 1, .* 0 and 1',
        ),
        ('1.5,1,5,5,10,10\n', 'a whole frame'),
        (
            '1,-1,5,5,10,10,1,-1,-1,-1\n',
            'id -1. are detections.*--detector file',
        ),
        ('1,1,5,5,10,10\n1,1,5,5,10,10\n', 'track 1: two boxes in frame 1'),
        # an empty field moved the others to the left
        ('1,1,,5,5,10,10,1\n', 'line 1: .*a field is empty'),
        ('1,1,5,5,10,10,\n', 'line 1: .*a field is empty'),
        ('1,1,5 6,5,10,10\n', 'line 1: expected 6 to 10 numbers'),
        ('1,1,1_0,5,10,10\n', 'line 1: expected 6 to 10 numbers'),
        ('1,nan,5,5,10,10\n', 'line 1: expected 6 to 10 numbers'),
        ('1e300,1,5,5,10,10\n', 'line 1: expected a whole frame'),
        ('1,-7,5,5,10,10\n', 'line 1: expected an id from 0'),
    ],
)
def test_bad_files(tmp_path, text, message):
    (tmp_path / 'a.txt').write_text(text)
    with pytest.raises(ValueError, match=message):
        read_mot_tubes(str(tmp_path / 'a.txt'))


def test_do_not_use_is_obeyed_and_counted(tmp_path):
    """One reason a row, as TrackEval and ByteTrack treat ground truth."""
    (tmp_path / 'gt.txt').write_text(
        '1,1,11,20,30,90,1,1,0.9\n'
        '1,2,200,50,60,40,0,3,0.8\n'  # a car, flag 0
        '1,3,100,60,20,60,1,12,0.5\n'  # a reflection
        '1,5,150,30,25,80,1,7,0.7\n'  # a static person
        '1,6,250,30,25,80,1,1,0\n'  # nothing of whom is seen
        '2,1,12,20,30,90,1,1,0.1\n'
    )
    left_out = LeftOut()
    tubes = read_mot_tubes(str(tmp_path / 'gt.txt'), left_out)
    assert list(tubes) == [1] and len(tubes[1][0]) == 2
    assert left_out.lines() == [
        'left out 4 of 6 rows: 2 not a person, 1 flag 0, 1 visibility 0'
    ]
    tubes = read_mot_tubes(str(tmp_path / 'gt.txt'), classes=(1, 7))
    assert list(tubes) == [1, 5]


def test_columns_of_results_are_no_classes(tmp_path):
    """A tracker's -1, and coordinates in the world of MOT15."""
    (tmp_path / 'a.txt').write_text(
        '1,1,11,20,30,90,0.5,-1,-1,-1\n'
        '1,2,11,20,30,90,1,-7.02,0,0\n'
        '1,3,11,20,30,90,1,4,0,2.5\n'
    )
    left_out = LeftOut()
    assert list(read_mot_tubes(str(tmp_path / 'a.txt'), left_out)) == [1, 2, 3]
    assert left_out.lines() == []


def test_a_confidence_of_minus_one_is_not_given(tmp_path):
    (tmp_path / 'a.txt').write_text('1,1,11,20,30,90,-1,-1,-1,-1\n')
    assert read_mot_rows(str(tmp_path / 'a.txt'))[0, 6] == 1
    tube, _ = read_mot_tubes(str(tmp_path / 'a.txt'))[1]
    assert tube.scores.tolist() == [1]


def test_empty_boxes_and_those_outside_are_dropped_one_by_one(tmp_path):
    (tmp_path / 'a.txt').write_text(
        '1,1,10,30,24,40\n2,1,12,30,0,40\n3,1,14,30,24,40\n'
        '4,1,-24,30,24,40\n5,1,101,30,24,40\n6,1,100,30,24,40\n'
    )
    left_out = LeftOut()
    path = str(tmp_path / 'a.txt')
    tube, _ = read_mot_tubes(path, left_out, size=(100, 100))[1]
    assert tube.frame_inds.tolist() == [0, 2, 5]
    assert left_out.lines() == [
        'left out 3 of 6 rows: 2 outside the frame, 1 empty'
    ]
    tube, _ = read_mot_tubes(path)[1]  # of a frame of unknown size
    assert tube.frame_inds.tolist() == [0, 2, 4, 5]


def test_byte_order_mark_and_spaces(tmp_path):
    text = '\ufeff1, 1, 11, 20, 30, 90\r\n2 1 12 20 30 90\n'
    (tmp_path / 'a.txt').write_text(text, encoding='utf-8')
    rows = read_mot_rows(str(tmp_path / 'a.txt'))
    assert boxes_of(rows).tolist() == [[10, 19, 40, 109], [11, 19, 41, 109]]
    (tmp_path / 'a.txt').write_bytes(b'\xff\xfe\xff')
    with pytest.raises(ValueError, match='a.txt: not UTF-16'):
        read_mot_rows(str(tmp_path / 'a.txt'))
    (tmp_path / 'a.txt').write_bytes('1,1,ü'.encode('latin-1'))
    with pytest.raises(ValueError, match='a.txt: not UTF-8 .byte 4.'):
        read_mot_rows(str(tmp_path / 'a.txt'))


def test_a_score_of_zero_is_not_written_as_do_not_use(tmp_path):
    path = str(tmp_path / 'a.txt')
    tube = PersonTube([0], [[0, 0, 5, 5]], [0.0])
    write_mot_tubes(path, {1: [(tube, None)]})
    assert list(read_mot_tubes(path)) == [1]


def test_two_tubes_of_a_track_in_one_frame(tmp_path):
    tube = PersonTube([3], [[0, 0, 5, 5]])
    with pytest.raises(ValueError, match='two tubes of track 1 hold frame 4'):
        write_mot_tubes(
            str(tmp_path / 'a.txt'), {1: [(tube, None), (tube, None)]}
        )
    assert list(tmp_path.iterdir()) == []


VISDRONE = """1,0,50,60,30,40,1,1,0,0
2,0,52,60,30,40,1,1,1,2
1,1,90,60,80,40,1,4,0,0
2,1,91,60,80,40,1,4,0,1
1,2,10,60,30,40,0,1,0,0
1,3,200,60,30,40,1,2,0,0
"""


def test_visdrone_has_other_last_columns(tmp_path):
    """A car of VisDrone would be a person of MOTChallenge's with a place."""
    path = tmp_path / 'uav.txt'
    path.write_text(VISDRONE)
    left_out = LeftOut()
    tubes = read_mot_tubes(str(path), left_out)
    assert list(tubes) == [0, 3]
    assert tubes[0][0].frame_inds.tolist() == [0, 1]
    assert left_out.reasons == {'not a person': 2, 'flag 0': 1}
    assert 'read as VisDrone writes it' in left_out.lines()[0]
    cars = read_mot_tubes(str(path), LeftOut(), classes=[4])
    assert list(cars) == [1]


@pytest.mark.parametrize(
    'line', ['1,1,5,5,30,40,1,4.5,12.25,0', '1,1,5,5,30,40,1,0,0,0']
)
def test_places_in_the_world_are_no_classes(tmp_path, line):
    path = tmp_path / 'world.txt'
    path.write_text(line)
    left_out = LeftOut()
    assert list(read_mot_tubes(str(path), left_out)) == [1]
    assert not left_out.lines()


def test_boxes_that_a_tracker_could_not_compute(tmp_path):
    path = tmp_path / 'track.txt'
    path.write_text(
        '1,1,5,5,30,40,0.5\n2,1,nan,5,30,40,0.5\n3,1,5,5,inf,40,0.5\n'
        '4,1,5,5,30,40,NaN\n5,1,6,5,30,40,0.5\n'
    )
    left_out = LeftOut()
    (tube, _), *_ = read_mot_tubes(str(path), left_out).values()
    assert tube.frame_inds.tolist() == [0, 4]
    assert left_out.reasons == {'not finite': 3}
    path.write_text('nan,1,5,5,30,40,0.5\n')
    with pytest.raises(ValueError, match='line 1: expected 6 to 10 numbers'):
        read_mot_tubes(str(path))
