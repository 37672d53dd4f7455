import json

import numpy as np
import pytest

from stn_action.formats.annotations import tube_of
from stn_action.formats.coco_video import read_coco_video, write_coco_video


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
        (coco(images=[]), 'expected COCO-video JSON.* 52'),
        (
            dict(
                coco(), annotations=[dict(image_id=50, category_id=9, bbox=[])]
            ),
            'instance_id',
        ),
        (coco(first_frame=-1), '0-based numbers, got -1'),
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
        match=r'track 3 of walk/a has several '
        r'categories: \[2, 9\]',
    ):
        read_coco_video(write(tmp_path, raw))
