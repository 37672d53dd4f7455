import numpy as np
import pytest

pytest.importorskip('defusedxml')
from stn_action.formats.annotations import tube_of
from stn_action.formats.conversion import read_cvat, write_cvat
from stn_action.tubes.mending import LeftOut

# A track that leaves and comes back, with an interpolated box (keyframe 0),
# and one of a single frame.
XML = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <name>my task</name> <size>20</size> <mode>interpolation</mode>
      <start_frame>{start}</start_frame> <frame_filter>{filter}</frame_filter>
      <labels>
        <label><name>walk</name></label><label><name>run</name></label>
      </labels>
      <original_size><width>320</width><height>240</height></original_size>
      <source>a.mp4</source>
    </task>
  </meta>
  <track id="0" label="run" source="manual">
    <box frame="0" keyframe="1" outside="0" occluded="0" xtl="10.00"
         ytl="20.00" xbr="40.00" ybr="60.50" z_order="0"></box>
    <box frame="4" keyframe="0" outside="0" occluded="1" xtl="14.00"
         ytl="20.00" xbr="44.00" ybr="60.50" z_order="0"></box>
    <box frame="5" keyframe="1" outside="1" occluded="0" xtl="14.00"
         ytl="20.00" xbr="44.00" ybr="60.50" z_order="0"></box>
    <box frame="9" keyframe="1" outside="0" occluded="0" xtl="100.00"
         ytl="20.00" xbr="130.00" ybr="60.50" z_order="0">
      <attribute name="speed">high</attribute></box>
  </track>
  <track id="1" label="walk" source="manual">{inside}</track>
</annotations>
"""
BOX = (
    '<box frame="19" keyframe="1" outside="0" occluded="0" xtl="1" ytl="2" '
    'xbr="3" ybr="4" z_order="0" {more}></box>'
)


def write(tmp_path, text=XML, start=0, filter='', inside=None, more=''):
    path = tmp_path / 'a.xml'
    inside = BOX.format(more=more) if inside is None else inside
    path.write_text(
        text.replace('{start}', str(start))
        .replace('{filter}', filter)
        .replace('{inside}', inside)
    )
    return str(path)


def test_reads(tmp_path):
    metainfo, entries = read_cvat(write(tmp_path))
    assert metainfo == dict(classes=['walk', 'run'])
    video = dict(filename='a.mp4', total_frames=20, width=320, height=240)
    assert entries == [
        dict(
            video,
            label=1,
            track_id=0,
            frame_inds=[0, 4],
            boxes=[[10, 20, 40, 60.5], [14, 20, 44, 60.5]],
        ),
        dict(
            video,
            label=1,
            track_id=0,
            frame_inds=[9],
            boxes=[[100, 20, 130, 60.5]],
        ),
        dict(
            video, label=0, track_id=1, frame_inds=[19], boxes=[[1, 2, 3, 4]]
        ),
    ]
    # halfway between the frames 0 and 4; nothing is invented for 5 to 8
    np.testing.assert_allclose(
        tube_of(entries[0]).boxes_at([2])[0], [12, 20, 42, 60.5]
    )


def test_what_cannot_be_used_is_left_out_one_by_one(tmp_path):
    """A rotated box, an empty one, one outside, and a polygon."""
    boxes = ''.join(
        BOX.format(more=more).replace('"19"', f'"{frame}"').replace(*change)
        for frame, more, change in (
            (3, '', ('', '')),
            (4, 'rotation="30.0"', ('', '')),
            (5, '', ('xbr="3"', 'xbr="1"')),
            (6, '', ('xbr="3"', 'xbr="-3"')),
            (
                7,
                '',
                ('xtl="1" ytl="2" xbr="3"', 'xtl="320" ytl="2" xbr="330"'),
            ),
        )
    )
    left_out = LeftOut()
    path = write(tmp_path, inside=boxes + '<polygon frame="9" points="1,2"/>')
    entries = read_cvat(path, left_out=left_out)[1]
    assert entries[-1]['frame_inds'] == [3] and entries[-1]['label'] == 0
    assert left_out.lines() == [
        'left out 5 of 9 rows: 2 empty, 1 outside the frame, 1 polygon, '
        '1 rotated'
    ]


def test_an_unknown_encoding(tmp_path):
    path = tmp_path / 'a.xml'
    path.write_bytes(XML.replace('utf-8', 'latin-99', 1).encode())
    with pytest.raises(ValueError, match='a.xml: not XML'):
        read_cvat(str(path))


def test_round_trip(tmp_path):
    metainfo, entries = read_cvat(write(tmp_path))
    write_cvat(str(tmp_path / 'out'), metainfo, entries)
    assert read_cvat(str(tmp_path / 'out/a.xml')) == (metainfo, entries)


def test_says_when_a_person_is_gone(tmp_path):
    metainfo, entries = read_cvat(write(tmp_path))
    write_cvat(str(tmp_path / 'out'), metainfo, entries)
    text = (tmp_path / 'out/a.xml').read_text()
    assert text.count('outside="1"') == 2  # at frames 5 and 10, not at 20
    assert 'frame="5" keyframe="1" outside="1"' in text
    assert 'frame="10" keyframe="1" outside="1"' in text


@pytest.mark.parametrize(
    'change, message',
    [
        (
            dict(text='<annotations><meta><project/></meta></annotations>'),
            'expected the XML of a task or job in "CVAT for video 1.1"',
        ),
        (dict(text='no xml'), 'not XML'),
        (
            dict(inside=BOX.format(more='').replace('"19"', '"x"')),
            "a.xml: track 1: frame: expected a number, got 'x'",
        ),
        (
            dict(inside=BOX.format(more='').replace('xtl="1"', '')),
            'track 1, frame 19: xtl: expected a number',
        ),
        (dict(inside=BOX.format(more='') * 2), 'track 1, frame 19: two boxes'),
        (
            dict(text=XML.replace('<track id="1"', '<track id="0"')),
            'track 0: this id stands twice',
        ),
        (
            dict(text=XML.replace('"walk" source', '"swim" source')),
            "track 1: its label 'swim' is none of",
        ),
        (
            dict(text=XML.replace('<size>20<', '<size>x<')),
            "a.xml: meta: size: expected a number, got 'x'",
        ),
    ],
)
def test_bad_files(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        read_cvat(write(tmp_path, **change))


@pytest.mark.parametrize(
    'attack',
    [
        '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]>',
        '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_refuses_entities(tmp_path, attack):
    text = XML.replace('?>\n', f'?>\n{attack}\n', 1)
    with pytest.raises(ValueError, match='refused, it defines entities'):
        read_cvat(write(tmp_path, text))


def test_parts_of_a_track_that_follow_each_other(tmp_path):
    """No "outside" where the next part begins; nor two boxes in a frame."""
    entries = [
        dict(
            filename='a.mp4',
            label=0,
            total_frames=9,
            track_id=4,
            frame_inds=inds,
            boxes=[[0, 0, 5, 5]] * len(inds),
        )
        for inds in ([0, 1], [2, 3])
    ]
    classes = dict(classes=['walk', 'run'])
    write_cvat(str(tmp_path / 'x'), classes, entries)
    (entry,) = read_cvat(str(tmp_path / 'x'))[1]
    assert entry['frame_inds'] == [0, 1, 2, 3]
    entries[1]['frame_inds'] = [1, 3]
    with pytest.raises(ValueError, match='two tubes of track 4 hold frame 1'):
        write_cvat(str(tmp_path / 'y'), classes, entries)
    entries[1].update(frame_inds=[5, 6], label=1)
    with pytest.raises(ValueError, match='track 4 is walk and run'):
        write_cvat(str(tmp_path / 'y'), classes, entries)
