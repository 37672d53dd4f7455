import json

import pytest

from stn_action.formats.annotations import (
    mend_entry,
    read_annotations,
    tube_entry,
    write_annotations,
)
from stn_action.tubes.mending import LeftOut
from stn_action.tubes.person_tube import PersonTube


def entry(**changes):
    made = dict(
        filename='a.mp4',
        label=0,
        total_frames=9,
        width=100,
        height=80,
        frame_inds=[3, 5],
        boxes=[[1, 1, 5, 5], [2, 1, 6, 5]],
    )
    made.update(changes)
    return {k: v for k, v in made.items() if v != 'missing'}


def write(tmp_path, *entries, metainfo=None):
    path = tmp_path / 'a.json'
    metainfo = dict(classes=['walk']) if metainfo is None else metainfo
    raw = dict(metainfo=metainfo, data_list=entries)
    path.write_text(json.dumps(raw))
    return str(path)


def test_reads_what_it_wrote(tmp_path):
    entries = [entry(), entry(clip=[0, 9], scores=[0.5, 1], clean_boxes=None)]
    path = str(tmp_path / 'x/a.json')
    write_annotations(path, ['walk'], entries, splits=[1])
    assert read_annotations(path) == (
        dict(classes=['walk'], splits=[1]),
        entries,
    )
    with open(path, encoding='utf-8') as file:
        text = file.read()
    (tmp_path / 'b.json').write_text(text, encoding='utf-8-sig')
    assert read_annotations(str(tmp_path / 'b.json'))[1] == entries


@pytest.mark.parametrize(
    'changes, message',
    [
        (dict(filename='missing'), r'entry 0 \(None\): lacks filename'),
        (dict(filename=''), 'filename is'),
        (dict(filename=None), 'filename is None'),
        (dict(filename=3), 'filename is 3'),
        (dict(total_frames=0), 'total_frames is 0'),
        (dict(total_frames='9'), 'total_frames is 9, expected'),
        (dict(width='missing'), 'both of width and height'),
        (dict(label=1), 'label .1.: expected 0 to 0'),
        (dict(label='walk'), 'label .walk.'),
        (dict(label=True), 'label .True.'),
        (dict(label=[0, 4]), 'label .4.'),
        (dict(boxes='missing'), 'lacks boxes'),
        (dict(boxes=5), 'boxes is no list'),
        (dict(boxes=[5, 6]), 'boxes of frame 3: expected 4 numbers, got 5'),
        (dict(boxes=[[1, 2, 3, 'x']] * 2), 'boxes of frame 3'),
        (dict(boxes=[[1, 1, 5, 5]]), '1 boxes for 2 frame_inds'),
        (dict(boxes=[[5, 1, 1, 5]] * 2), 'box of frame 3 is inverted'),
        (dict(boxes=[[-5, 1, -1, 5]] * 2), 'box of frame 3 is outside'),
        (dict(boxes=[[10**400, 1, 2, 5]] * 2), r'a.json, entry 0 \(a.mp4\)'),
        (dict(frame_inds=[3, 3]), 'strictly increasing'),
        (dict(frame_inds=[3, 9]), 'box of frame 9 is after the last frame'),
        (dict(frame_inds=[3, 2**63]), 'frame_inds|after the last'),
        (dict(frame_inds=[]), '2 boxes for 0 frame_inds'),
        (dict(clip=[0, 10]), r'clip \[0, 10\] ends after'),
        (dict(clip=[4, 4]), 'expected .first, stop.'),
        (dict(clip=3), 'expected .first, stop.'),
        (dict(track_id='a'), 'track_id is'),
        (dict(mot_columns=[[1], [2]]), 'mot_columns of frame 3'),
    ],
)
def test_a_bad_entry(tmp_path, changes, message):
    with pytest.raises(
        ValueError, match=f'a.json, entry 0 .*{message}|{message}'
    ):
        read_annotations(write(tmp_path, entry(**changes)))


@pytest.mark.parametrize('bad', [None, 3, 'x', []])
def test_an_entry_that_is_none(tmp_path, bad):
    with pytest.raises(ValueError, match='a.json, entry 1 .*expected an obj'):
        read_annotations(write(tmp_path, entry(), bad))


@pytest.mark.parametrize(
    'metainfo', [3, [], dict(classes=None), dict(classes=['a', 'a']),
                 dict(classes=[1]), dict(classes='ab'), {}],
)  # fmt: skip
def test_bad_metainfo(tmp_path, metainfo):
    with pytest.raises(ValueError, match='a.json: expected JSON with metain'):
        read_annotations(write(tmp_path, entry(), metainfo=metainfo))


def test_labels_of_two_kinds(tmp_path):
    with pytest.raises(ValueError, match='a.json: some labels are lists'):
        read_annotations(write(tmp_path, entry(), entry(label=[0])))


def test_metainfo_null(tmp_path):
    (tmp_path / 'a.json').write_text('{"metainfo": null, "data_list": []}')
    with pytest.raises(ValueError, match='a.json: expected JSON with metain'):
        read_annotations(str(tmp_path / 'a.json'))


def test_the_clip_of_a_new_entry_is_the_time_of_its_tube():
    tube = PersonTube([3, 5, 9], [[1, 1, 5, 5]] * 3)
    assert tube_entry('a', 0, tube, (50, 64, 48))['clip'] == [3, 10]
    assert tube_entry('a', 0, tube, (6, 64, 48))['clip'] == [3, 6]
    assert tube_entry('a', 0, tube, (3, 64, 48)) is None


def test_a_box_that_rounding_makes_empty():
    """Two decimals are written; training refuses a box without width."""
    tube = PersonTube([0, 1], [[1, 1, 1.004, 5], [1, 1, 5, 5]])
    left_out = LeftOut()
    made = tube_entry('a', 0, tube, (50, 64, 48), left_out)
    assert made['frame_inds'] == [1] and left_out.reasons == {'empty': 1}


def test_all_that_belongs_to_a_box_goes_with_it():
    made = entry(
        boxes=[[1, 1, 5, 5], [200, 1, 206, 5]],
        clean_boxes=[[1, 1, 4, 4], [1, 1, 4, 4]],
        scores=[0.5, 0.7],
        mot_columns=[[1, 1, -1], [1, 0.5, -1]],
        clip=[2, 20],
    )
    left_out = LeftOut()
    mended = mend_entry(made, left_out)
    assert mended == dict(
        made,
        frame_inds=[3],
        boxes=[[1, 1, 5, 5]],
        clean_boxes=[[1, 1, 4, 4]],
        scores=[0.5],
        mot_columns=[[1, 1, -1]],
        clip=[2, 9],
    )
    assert made['frame_inds'] == [3, 5]  # the input is as it was


def test_a_clip_that_ends_after_the_video_is_cut_and_said(tmp_path):
    entry = dict(
        filename='a.mp4',
        label=0,
        total_frames=100,
        frame_inds=[50, 60],
        boxes=[[5, 5, 30, 30]] * 2,
        clip=[40, 180],
    )
    path = tmp_path / 'a.json'
    path.write_text(
        json.dumps(dict(metainfo=dict(classes=['a']), data_list=[entry]))
    )
    left_out = LeftOut()
    _, (read,) = read_annotations(str(path), left_out)
    assert read['clip'] == [40, 100]
    assert left_out.lines() == [
        'a.mp4: its clip went on to frame 179, counted from 0, and now ends '
        'with the 100 frames of the video'
    ]
