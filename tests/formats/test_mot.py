import numpy as np
import pytest

from stn_action.formats.mot import (
    read_mot_rows,
    read_mot_tubes,
    write_mot_tubes,
)

# a box at the corner of the frame; a gap; columns of ground truth
TEXT = """1,1,1,1,10,20,1,1,0.5
1,2,101,51,30.5,40.25,0.9,1,1
4,1,7,1,10,20,0,1,0.25
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
    assert tube.scores.tolist() == [1, 0]
    assert columns == [[1, 0.5, -1], [1, 0.25, -1]]
    # MOT's frame 2 is a third of the way from frame 1 to frame 4
    np.testing.assert_allclose(tube.boxes_at([1])[0], [2, 0, 12, 20])
    assert tubes[2][0].boxes.tolist() == [[100, 50, 130.5, 90.25]]


def test_writes_what_it_read(path, tmp_path):
    again = str(tmp_path / 'again.txt')
    write_mot_tubes(again, read_mot_tubes(path))
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
    write_mot_tubes(
        str(tmp_path / 'b.txt'), read_mot_tubes(str(tmp_path / 'a.txt'))
    )
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
        ('1,1,5,5,10,10\n1,1,5,5,10,10\n', 'track 1: .*increasing.*0 after 0'),
        ('1,3,5,5,0,10\n', 'track 3: box of frame 0 is inverted or empty'),
    ],
)
def test_bad_files(tmp_path, text, message):
    (tmp_path / 'a.txt').write_text(text)
    with pytest.raises(ValueError, match=message):
        read_mot_tubes(str(tmp_path / 'a.txt'))
