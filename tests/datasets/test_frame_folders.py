"""Videos that are folders of images."""

import cv2
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

KEYS = [3, 8]


def write_folder(folder, first=1, template='img_{:05}.jpg', frames=FRAMES):
    folder.mkdir(parents=True)
    for k, (x1, y1, x2, y2) in enumerate(person_boxes()[:frames]):
        frame = np.full((HEIGHT, WIDTH, 3), 10 * k, np.uint8)
        frame[y1:y2, x1:x2] = 255
        cv2.imwrite(str(folder / template.format(first + k)), frame)


def load(data, filename_tmpl='img_{:05}.jpg', init=(), **options):
    tube = dict(frame_inds=KEYS, boxes=person_boxes()[KEYS].tolist())
    ann = data(dict(entry('walk/a', person_boxes()), **tube))
    return PersonTubeDataset(
        ann,
        [
            dict(type='SampleFrames', clip_len=1, num_clips=3, test_mode=True),
            *init,
            dict(type='RawFrameDecode'),
            dict(type='TubeCrop', size=24, context=1.0),
        ],
        dict(img=str(data.folder / 'frames')),
        filename_tmpl=filename_tmpl,
        **options,
    )


@pytest.mark.parametrize(
    'first, template, options',
    [
        (1, 'img_{:05}.jpg', {}),  # as MMAction2's tools write them
        (0, '{:04d}.png', dict(start_index=0)),
        (100, 'frame{}.jpg', dict(start_index=100)),
    ],
)
def test_boxes_are_those_of_the_frame(data, first, template, options):
    write_folder(data.folder / 'frames/walk/a', first, template)
    sample = load(data, template, **options)[0]
    assert sample['frame_inds'].tolist() == [4, 6, 8]  # counted from 0
    for crop in sample['imgs']:  # the person fills it, in every frame
        assert crop.mean() > 250
    assert sample['original_shape'] == (HEIGHT, WIDTH)
    assert sample['sample_id'] == 'walk/a#0'


@pytest.mark.parametrize(
    'first, start_index, message',
    [
        (0, 1, 'img_00012.jpg is missing; .* 12 files from img_00000.jpg'),
        (1, 0, 'img_00000.jpg is missing; .* from img_00001.jpg to img_00012'),
        (2, 1, 'img_00001.jpg is missing; .* from img_00002'),
    ],
)
def test_a_wrong_first_number(data, first, start_index, message):
    write_folder(data.folder / 'frames/walk/a', first)
    dataset = load(data, start_index=start_index)
    with pytest.raises(
        RuntimeError, match=rf'entry 0 .*walk/a.*{message}.*start_index'
    ):
        dataset[0]


def test_a_frame_before_the_first(data):
    """All numbers are there, and yet every box would be one frame late."""
    folder = data.folder / 'frames/walk/a'
    write_folder(folder, 1)
    (folder / 'img_00000.jpg').write_bytes(
        (folder / 'img_00001.jpg').read_bytes()
    )
    with pytest.raises(
        RuntimeError,
        match='img_00001.jpg is the first frame, but there is also '
        'img_00000.jpg. Correct start_index',
    ):
        load(data)[0]


def test_missing_images(data):
    write_folder(data.folder / 'frames/walk/a', frames=FRAMES - 1)
    with pytest.raises(RuntimeError, match='img_00012.jpg is missing'):
        load(data)[0]


def test_an_image_that_does_not_decode(data):
    write_folder(data.folder / 'frames/walk/a')
    (data.folder / 'frames/walk/a/img_00007.jpg').write_text('no image')
    with pytest.raises(RuntimeError, match=r'walk/a.: RawFrameDecode: '):
        load(data)[0]


def test_no_folder(data):
    with pytest.raises(
        FileNotFoundError,
        match=r"no such folder of frames .*walk/a; correct data_prefix\['img'",
    ):
        load(data)[0]


@pytest.mark.parametrize(
    'options, message',
    [
        (dict(filename_tmpl='img.jpg'), "'img.jpg': expected .* place for"),
        (dict(filename_tmpl='{:z}.jpg'), 'place for its number'),
        (dict(filename_tmpl='{}_{}.jpg'), 'place for its number'),
        (dict(start_index=-1), 'first image, 0 or more, got -1'),
        (dict(start_index=1.0), 'got 1.0'),
        (
            dict(filename_tmpl=None, start_index=1),
            'start_index=1 is the number .* needs filename_tmpl',
        ),
    ],
)
def test_options(data, options, message):
    with pytest.raises(ValueError, match=message):
        load(data, **options)
