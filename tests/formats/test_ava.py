import pickle

import numpy as np
import pytest

from stn_action.formats.ava import (
    action_labels,
    frames_around,
    read_excluded,
    read_label_map,
    read_persons,
    read_proposals,
)
from stn_action.tubes.mending import LeftOut

# both layouts that AVA's label maps come in
PLAIN = """item {
  name: "bend/bow (at the waist)"
  id: 1
}
item {
  name: "sit"
  id: 11
}
"""
ACTIVITYNET = (
    PLAIN.replace('item', 'label')
    .replace('id: ', 'label_id: ')
    .replace('}', '  label_type: PERSON_MOVEMENT\n}')
)


@pytest.mark.parametrize('text', [PLAIN, ACTIVITYNET])
def test_label_map(tmp_path, text):
    path = tmp_path / 'list.pbtxt'
    path.write_text(text)
    label_map = read_label_map(path)
    assert label_map == {1: 'bend/bow (at the waist)', 11: 'sit'}
    assert action_labels({11, 3}, label_map) == [1]
    assert action_labels({1, 11}, label_map) == [0, 1]


@pytest.mark.parametrize(
    'text',
    ['', '1 sit', PLAIN.replace('11', '1'), PLAIN.replace('id: 11', '')],
)
def test_no_label_map(tmp_path, text):
    path = tmp_path / 'list.pbtxt'
    path.write_text(text)
    with pytest.raises(ValueError, match='list.pbtxt: expected a label map'):
        read_label_map(path)


def test_persons(tmp_path):
    path = tmp_path / 'val.csv'
    path.write_text(
        'v,0902,0.1,0.2,0.5,0.8,12,0\n'
        'v,0902,0.1,0.2,0.5,0.8,17,0\n'
        'v,0902,0.6,0.2,0.9,0.8,12,1\n'
        'w,0903,,,,,,\n'
        'w,0904,0,0,1,1,4\n'
    )
    assert read_persons(path) == {
        ('v', 902): {
            (0.1, 0.2, 0.5, 0.8): {12, 17},
            (0.6, 0.2, 0.9, 0.8): {12},
        },
        ('w', 904): {(0, 0, 1, 1): {4}},
    }


@pytest.mark.parametrize(
    'row, message',
    [
        ('v,0902,0.1,0.2,0.5', 'line 2: expected video, timestamp'),
        ('v,0902,0.1,0.2,0.5,0.8,sit', 'line 2: expected video, timestamp'),
        (',0902,0.1,0.2,0.5,0.8,3', 'line 2: expected video, timestamp'),
        ('v,902.5,0.1,0.2,0.5,0.8,3', 'line 2: expected video, timestamp'),
        ('v,0902,0.1,0.2,nan,0.8,3', 'line 2: expected video, timestamp'),
        ('v,0902,0.1,0.2,0.5,0.8,3,0,9', 'line 2: expected video, timestamp'),
        ('v,0902,10,20,50,80,3', 'line 2: .*in .0, 1. of the frame'),
    ],
)
def test_a_bad_row(tmp_path, row, message):
    path = tmp_path / 'val.csv'
    path.write_text(f'v,0902,0.1,0.2,0.5,0.8,12,0\n{row}\n')
    with pytest.raises(ValueError, match=f'val.csv, {message}'):
        read_persons(path)


def test_excluded(tmp_path):
    path = tmp_path / 'excluded.csv'
    path.write_text('v,0902\nw,1000\n')
    assert read_excluded(path) == {('v', 902), ('w', 1000)}
    path.write_text('v\n')
    with pytest.raises(
        ValueError, match='excluded.csv, line 1: expected rows'
    ):
        read_excluded(path)


def write_proposals(path, **boxes):
    path.write_bytes(
        pickle.dumps({f'v,{k[1:]}': np.array(b) for k, b in boxes.items()})
    )


def test_proposals(tmp_path):
    path = tmp_path / 'proposals.pkl'
    write_proposals(
        path,
        t0902=[[0.1, 0.1, 0.5, 0.5, 0.95], [0.2, 0.2, 0.6, 0.6, 0.5]],
        t0903=[
            [0.1, 0.1, 0.5, 0.5, 0.3],
            [0.2, 0.2, 0.6, 0.6, 0.5],
        ],  # all are poor
        t0904=[[-0.2, 0.1, 0.5, 1.3], [0.4, 0.4, 0.4, 0.6]],
    )  # clipped; one is empty
    got = read_proposals(path)
    assert got['v', 902].tolist() == [[0.1, 0.1, 0.5, 0.5, 0.95]]
    assert got['v', 903].tolist() == [[0.2, 0.2, 0.6, 0.6, 0.5]]
    assert got['v', 904].tolist() == [[0, 0.1, 0.5, 1, 1]]
    assert len(read_proposals(path, score_thr=0.4)['v', 902]) == 2


class Attack:
    def __reduce__(self):
        import os

        return os.system, ('echo attacked',)


@pytest.mark.parametrize(
    'content, message',
    [
        ([1, 2], 'expected a pickled dict'),
        ({'v': np.zeros((1, 5))}, 'expected a pickled dict'),
        ({'v,0902': np.zeros((1, 6))}, r'shape \(1, 6\)'),
        ({'v,0902': Attack()}, 'refused to load posix.system'),
    ],
)
def test_no_proposals(tmp_path, content, message):
    path = tmp_path / 'proposals.pkl'
    path.write_bytes(pickle.dumps(content))
    with pytest.raises(ValueError, match=message):
        read_proposals(path)


def test_boxes_that_overstep_the_border(tmp_path):
    """Hand-drawn boxes: clipped; those of no one are dropped and counted."""
    path = tmp_path / 'val.csv'
    path.write_text(
        'a,1,0.004166667,-0.001941748,0.940625,0.908737,1,1\n'
        'a,2,0.1,0.2,1.0003,1.2,1,1\n'
        'a,3,-0.2,0.2,-0.1,0.8,1,1\n'
        'a,4,0.5,0.2,0.5,0.8,1,1\n'
        'a,5,0.5,0.2,0.1,0.8,1,1\n'
    )
    left_out = LeftOut()
    assert read_persons(path, left_out) == {
        ('a', 1): {(0.004166667, 0, 0.940625, 0.908737): {1}},
        ('a', 2): {(0.1, 0.2, 1, 1): {1}},
    }
    assert left_out.lines() == [
        'left out 3 of 5 rows: 2 empty, 1 outside the frame'
    ]


def test_a_byte_order_mark(tmp_path):
    path = tmp_path / 'val.csv'
    path.write_text('a,1,0.1,0.2,0.5,0.8,1\n', encoding='utf-8-sig')
    assert list(read_persons(path)) == [('a', 1)]
    path.write_text('a,0901\n', encoding='utf-8-sig')
    assert read_excluded(path) == {('a', 901)}
    path.write_text(PLAIN, encoding='utf-16')
    assert read_label_map(path)[11] == 'sit'


def test_frames_by_the_time_they_are_shown():
    """10 frames in the first second, then 2 a second."""
    times = np.array([*np.arange(10) / 10, 1, 1.5, 2, 2.5, 3])
    assert frames_around(times, 2, 2) == (12, 10, 15)
    assert frames_around(times, 0.3, 0.4) == (3, 1, 6)
    assert frames_around(times, 2.2, 0.1)[0] == 12
    assert frames_around(times, 3.1, 0.01) == (14, 14, 15)  # still shown
    assert frames_around(times, 5, 2) is None
    assert frames_around(times, -0.1, 2) is None
    assert frames_around(np.zeros(1), 0, 2) == (0, 0, 1)


@pytest.mark.parametrize('fps', [10, 25, 30000 / 1001])
def test_frames_at_a_constant_rate(fps):
    times = np.arange(400) / fps
    for second in range(1, int(times[-1]) - 1):
        centre, first, stop = frames_around(times, second, 1)
        assert centre == round(second * fps)
        inside = [i for i, t in enumerate(times) if abs(t - second) <= 0.501]
        assert (first, stop) == (inside[0], inside[-1] + 1)
