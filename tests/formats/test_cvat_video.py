import numpy as np
import pytest

pytest.importorskip('defusedxml')
from stn_action.formats.annotations import tube_of
from stn_action.formats.conversion import read_cvat, write_cvat

# Written after the documentation of CVAT: a track that leaves and comes back,
# with an interpolated box (keyframe 0), and one of a single frame.
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


def test_a_task_that_begins_later_and_skips_frames(tmp_path):
    entries = read_cvat(write(tmp_path, start=100, filter='step=3'))[1]
    assert [e['frame_inds'] for e in entries] == [[100, 112], [127], [157]]
    assert entries[0]['total_frames'] == 158


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
            dict(inside='<polygon frame="0" points="1,2;3,4"/>'),
            'a.xml: track 1 holds polygon: expected boxes only',
        ),
        (
            dict(more='rotation="30.0"'),
            'track 1, frame 19: the box is rotated',
        ),
        (
            dict(inside=BOX.format(more='').replace('xbr="3"', 'xbr="0"')),
            'track 1: box of frame 19 is inverted',
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
