import json

import numpy as np
import pytest

from stn_action.formats.annotations import tube_of
from stn_action.formats.coco_video import read_coco_video
from stn_action.formats.coco_video_writer import write_coco_video
from stn_action.tubes.mending import LeftOut


def coco(first_frame=0, **changes):
    raw = dict(
        videos=[dict(id=7, name='walk/a', width=320, height=240, length=20)],
        images=[
            dict(
                id=50 + i,
                video_id=7,
                frame_id=first_frame + 4 * i,
                file_name='x.jpg',
            )
            for i in range(3)
        ],
        annotations=[
            dict(
                id=1,
                image_id=52,
                instance_id=3,
                category_id=9,
                bbox=[18, 20, 30, 40],
            ),
            dict(
                id=2,
                image_id=50,
                instance_id=3,
                category_id=9,
                bbox=[10, 20, 30, 40],
            ),
            dict(
                id=3,
                image_id=51,
                instance_id=4,
                category_id=2,
                bbox=[1.5, 2, 3, 4],
                score=0.5,
            ),
            dict(
                id=4,
                image_id=51,
                instance_id=5,
                category_id=2,
                iscrowd=1,
                bbox=[0, 0, 320, 240],
            ),
        ],
        categories=[dict(id=9, name='walk'), dict(id=2, name='run')],
    )
    return dict(raw, **changes)


def changed(**values):
    """The file with another first annotation."""
    raw = coco()
    raw['annotations'][0].update(values)
    return raw


def write(tmp_path, raw):
    path = tmp_path / 'coco.json'
    path.write_text(json.dumps(raw))
    return str(path)


@pytest.mark.parametrize('base', [0, 1])
def test_reads(tmp_path, base):
    metainfo, entries = read_coco_video(
        write(tmp_path, coco(first_frame=base)), frame_base=base
    )
    assert metainfo == dict(classes=['run', 'walk'])
    assert entries == [
        dict(
            filename='walk/a.mp4',
            label=1,
            total_frames=20,
            width=320,
            height=240,
            track_id=3,
            frame_inds=[0, 8],
            boxes=[[10, 20, 40, 60], [18, 20, 48, 60]],
        ),
        dict(
            filename='walk/a.mp4',
            label=0,
            total_frames=20,
            width=320,
            height=240,
            track_id=4,
            frame_inds=[4],
            boxes=[[1.5, 2, 4.5, 6]],
            scores=[0.5],
        ),
    ]
    # a quarter of the way between the frames 0 and 8
    np.testing.assert_allclose(
        tube_of(entries[0]).boxes_at([2])[0], [12, 20, 42, 60]
    )


def test_tao_names_and_no_length(tmp_path):
    raw = coco(videos=[dict(id=7, name='a.avi')])
    for image in raw['images']:
        image['frame_index'] = image.pop('frame_id')
    for annotation in raw['annotations']:
        annotation['track_id'] = annotation.pop('instance_id')
    first = read_coco_video(write(tmp_path, raw))[1][0]
    assert first['total_frames'] == 9 and first['filename'] == 'a.avi'
    assert 'width' not in first and first['track_id'] == 3


def test_round_trip(tmp_path):
    metainfo, entries = read_coco_video(write(tmp_path, coco()))
    again = str(tmp_path / 'again.json')
    write_coco_video(again, metainfo, entries)
    assert read_coco_video(again) == (metainfo, entries)


@pytest.mark.parametrize(
    'raw, message',
    [
        ([1], 'expected COCO-video JSON'),
        (coco(images=[]), 'annotation 1: there is no image 52'),
        (
            dict(
                coco(), annotations=[dict(image_id=50, category_id=9, bbox=[])]
            ),
            'annotation number 0: .*lacks instance_id',
        ),
        (coco(first_frame=-1), 'image 50: its frame is -1 .*0-based'),
        (coco(videos=[dict(id=7)]), 'video 7: .*lacks name'),
        (coco(videos=[dict(id=7, name='')]), 'video 7: has no name'),
        (coco(videos=[]), 'image 50: there is no video 7'),
        (coco(videos=None), 'videos is no list'),
        (coco(categories=[]), 'annotation 1: there is no category 9'),
        (coco(categories=[dict(id=2, name='a')] * 2), 'category 2: .*twice'),
        (
            coco(categories=[dict(id=i, name='a') for i in (2, 9)]),
            'two categories have one name',
        ),
        (coco(annotations=[3]), 'annotations, number 0: expected an object'),
        (changed(bbox=5), 'annotation 1: bbox is .5'),
        (changed(bbox=[1, 2, 3]), 'annotation 1: bbox is'),
        (changed(bbox=[1, 2, 3, '4']), 'annotation 1: bbox is'),
        (changed(image_id='52'), 'annotation 1: image_id is'),
        (changed(id=2), 'annotation 2: this id stands twice'),
        (changed(image_id=50), 'track 3 of .* two boxes in frame 0'),
        (changed(score='x'), 'annotation 1: score is'),
        (
            coco(videos=[dict(id=7, name='a', length=5)]),
            'length is 5, but it has an image of frame 8',
        ),
    ],
)
def test_bad_files(tmp_path, raw, message):
    with pytest.raises(ValueError, match=message):
        read_coco_video(write(tmp_path, raw))


def test_a_track_with_two_categories(tmp_path):
    raw = coco()
    raw['annotations'][0]['category_id'] = 2
    with pytest.raises(
        ValueError,
        match=r'track 3 of walk/a.mp4 has several '
        r'categories: \[2, 9\]',
    ):
        read_coco_video(write(tmp_path, raw))


@pytest.mark.parametrize(
    'marker, reason',
    [
        (dict(iscrowd=True), 'crowd'),
        (dict(ignore=1), 'ignore'),
        (dict(occluded=True), 'occluded'),
        # of MMTracking's mot2coco.py
        (dict(mot_conf=0.0), 'flag 0'),
        (dict(visibility=0.0), 'visibility 0'),
        # of ByteTrack's convert_mot17_to_coco.py
        (dict(category_id=-1), 'ignored person'),
    ],
)
def test_do_not_use_is_obeyed_and_counted(tmp_path, marker, reason):
    left_out = LeftOut()
    entries = read_coco_video(
        write(tmp_path, changed(**marker)), left_out=left_out
    )[1]
    first = next(e for e in entries if e['track_id'] == 3)
    assert first['frame_inds'] == [0]
    (line,) = left_out.lines()
    assert line.startswith('left out 2 of 4 rows') and reason in line


def test_occluded_boxes_can_be_kept(tmp_path):
    path = write(tmp_path, changed(occluded=True))
    assert read_coco_video(path, keep_occluded=True) == read_coco_video(
        write(tmp_path, coco())
    )


def test_frame_numbers_of_tao_in_mmtracking(tmp_path):
    """tao2coco.py adds a frame_id that counts the annotated images alone."""
    raw = coco()
    for order, image in enumerate(raw['images']):
        image.update(frame_index=30 * order, frame_id=order)
    raw['videos'][0]['length'] = 61
    entries = read_coco_video(write(tmp_path, raw))[1]
    assert [e['frame_inds'] for e in entries] == [[0, 60], [30]]


def test_frame_numbers_of_mot_halves(tmp_path):
    """mot2coco.py counts frame_id from the start of a half anew."""
    raw = coco(videos=[dict(id=7, name='MOT17-02', fps=30)])
    for order, image in enumerate(raw['images']):
        image.update(frame_id=order, mot_frame_id=301 + order)
    entries = read_coco_video(write(tmp_path, raw))[1]
    assert [e['frame_inds'] for e in entries] == [[300, 302], [301]]


def test_frame_numbers_of_bytetrack(tmp_path):
    """convert_mot17_to_coco.py counts frame_id from 1, and says it nowhere."""
    raw = coco(videos=[dict(id=7, file_name='MOT17-02-FRCNN')])
    for order, image in enumerate(raw['images']):
        image.update(
            frame_id=order + 1,
            prev_image_id=image['id'] - 1 if order else -1,
            next_image_id=image['id'] + 1 if order < 2 else -1,
        )
    for row in raw['annotations']:
        row['track_id'] = row.pop('instance_id')
        row['conf'] = 1.0
    left_out = LeftOut()
    path = write(tmp_path, raw)
    entries = read_coco_video(path, left_out=left_out)[1]
    assert [e['frame_inds'] for e in entries] == [[0, 2], [1]]
    assert entries[0]['filename'] == 'MOT17-02-FRCNN.mp4'
    assert 'counted from 1' in left_out.lines()[0]
    entries = read_coco_video(path, frame_base=0)[1]
    assert [e['frame_inds'] for e in entries] == [[1, 3], [2]]


def test_names_with_dots(tmp_path):
    raw = coco(videos=[dict(id=7, name='clip.v2', length=9)])
    assert read_coco_video(write(tmp_path, raw))[1][0]['filename'] == (
        'clip.v2.mp4'
    )


def test_boxes_outside_the_frame_are_dropped_one_by_one(tmp_path):
    left_out = LeftOut()
    raw = changed(bbox=[400, 20, 30, 40])
    entries = read_coco_video(write(tmp_path, raw), left_out=left_out)[1]
    assert entries[0]['frame_inds'] == [0]
    assert '1 outside the frame' in left_out.lines()[0]


def test_json_that_is_none(tmp_path):
    for text, message in (
        ('[' * 100000, 'nested too deeply'),
        ('{"videos": ', 'no JSON'),
        ('{"videos": [], "videos": []}', "'videos' stands twice"),
    ):
        (tmp_path / 'coco.json').write_text(text)
        with pytest.raises(ValueError, match=f'coco.json: .*{message}'):
            read_coco_video(str(tmp_path / 'coco.json'))
