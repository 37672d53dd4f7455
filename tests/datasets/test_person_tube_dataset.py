import json

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

LOAD = [
    dict(type='SampleFrames', clip_len=1, num_clips=2, test_mode=True),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
]


def build(ann_file, folder='', pipeline=(), **kwargs):
    return PersonTubeDataset(
        ann_file, list(pipeline), dict(video=str(folder)), **kwargs
    )


def test_sample(data):
    clean = person_boxes() + [1, 1, -1, -1]
    ann = data(
        entry(
            'a.avi',
            person_boxes(),
            clean_boxes=clean.tolist(),
            scores=[0.5] * FRAMES,
        ),
        entry('b.avi', person_boxes(10), label=1),
        entry('a.avi', person_boxes()),
    )
    dataset = build(ann, data.folder)
    assert dataset.metainfo['classes'] == ['run', 'walk']
    first, second, third = (dataset[i] for i in range(3))
    assert first['filename'] == str(data.folder / 'a.avi')
    assert (first['label'], second['label']) == (0, 1)
    assert first['total_frames'] == first['annotated_frames'] == FRAMES
    assert first['start_index'] == 0 and first['modality'] == 'RGB'
    assert (first['tube'].boxes == person_boxes()).all()
    assert (first['clean_tube'].boxes == clean).all()
    assert first['tube'].scores.tolist() == [0.5] * FRAMES
    assert 'clean_tube' not in second
    assert [s['sample_id'] for s in (first, second, third)] == [
        'a.avi#0',
        'b.avi#0',
        'a.avi#1',
    ]


def test_sample_id_is_that_of_the_file_wherever_it_stands(data):
    ann = data(entry('a.avi', person_boxes()), entry('b.avi', person_boxes()))
    assert build(ann)[1]['sample_id'] == 'b.avi#0'
    ann = data(entry('b.avi', person_boxes()))
    assert build(ann)[0]['sample_id'] == 'b.avi#0'


def test_data_root_and_indices(data):
    data(entry('a.avi', person_boxes()), entry('b.avi', person_boxes()))
    dataset = PersonTubeDataset(
        'ann.json', LOAD, data_root=str(data.folder), indices=1
    )
    assert len(dataset) == 1 and len(dataset[0]['imgs']) == 2


def test_several_labels(data):
    ann = data(entry('a.avi', person_boxes(), label=[0, 2]), classes='xyz')
    label = build(ann, multi_class=True)[0]['label']
    assert label.tolist() == [1, 0, 1]


def test_a_clip_of_a_longer_video(data):
    ann = data(entry('a.avi', person_boxes(), clip=[6, 10], timestamp=902))
    sample = build(ann, data.folder)[0]
    assert (sample['total_frames'], sample['start_index']) == (4, 6)
    assert sample['annotated_frames'] == FRAMES and 'clip' not in sample
    assert sample['timestamp'] == 902  # other keys are carried along
    frames = build(ann, data.folder, LOAD)[0]['frame_inds']
    assert frames.tolist() == [7, 9]  # the middles of the halves of 6..9


def test_entries_without_label_are_for_inference(data):
    unlabelled = entry('a.avi', person_boxes())
    del unlabelled['label']
    ann = data(unlabelled, entry('b.avi', person_boxes(), label=1))
    pipeline = [
        *LOAD,
        dict(type='TubeCrop', size=32),
        dict(type='FormatShape', input_format='NCHW'),
        dict(type='PackTubeInputs'),
    ]
    first, second = build(ann, data.folder, pipeline, test_mode=True)
    assert first['inputs'].shape == second['inputs'].shape
    assert 'gt_label' not in first['data_samples']
    assert second['data_samples'].gt_label.item() == 1
    with pytest.raises(ValueError, match='a.avi.: lacks label'):
        build(ann)  # for training
    assert len(build(data(unlabelled, classes=()), test_mode=True)) == 1


@pytest.mark.parametrize(
    'change, message',
    [
        (dict(clip=[6]), r'clip \[6\]: expected \[first, stop\]'),
        (dict(clip=[6, 13]), r'clip \[6, 13\]: .* stop <= 12'),
        (dict(clip=[6, 6]), 'first < stop'),
        (dict(clip=[-1, 6]), '0 <= first'),
        (dict(clip=[0, 2.5]), 'two frame numbers'),
        (dict(boxes=[[1, 2, np.nan, 4]] * FRAMES), 'frame 0 is not finite'),
        (dict(boxes=[[9, 2, 5, 4]] * FRAMES), 'frame 0 is inverted or empty'),
        (dict(boxes=[]), r'expected shape \(12, 4\)'),
        (dict(boxes=[], frame_inds=[]), 'never seen has no tube: drop'),
        (
            dict(total_frames=11),
            'more boxes than frames: .* frame 11.*is 11. Drop',
        ),
        (
            dict(boxes=[[200, 2, 240, 9]] * FRAMES),
            'frame 0 lies wholly outside the frame of 128 x 96.*scale the b',
        ),
        (
            dict(boxes=[[1, 2, 8, 9]] * 5 + [[1, -9, 8, 0]] * 7),
            'frame 5 lies wholly outside',
        ),
        (dict(clean_boxes=[[1, 2, 3, 4]]), 'expected shape'),
        (dict(label=2), 'unknown label 2: expected 0 to 1'),
        (dict(label=-1), 'unknown label -1'),
        (dict(label='run'), "label 'run': expected an integer"),
        (dict(label=[0]), 'label .0.: expected an integer'),
        (dict(total_frames=0), 'positive integer, got 0'),
        (dict(total_frames=2.5), 'positive integer, got 2.5'),
    ],
)
def test_bad_entries_name_file_and_entry(data, change, message):
    good = entry('a.avi', person_boxes())
    ann = data(good, dict(entry('b.avi', person_boxes()), **change))
    with pytest.raises(
        ValueError, match=rf'ann.json, entry 1 \(b.avi\): .*{message}'
    ):
        build(ann)


def test_bad_annotation_files(data):
    with pytest.raises(
        FileNotFoundError,
        match='no such annotation file.*build_annotations.py',
    ):
        build(str(data.folder / 'none.json'))
    incomplete = entry('a.avi', person_boxes())
    del incomplete['boxes'], incomplete['label']
    with pytest.raises(ValueError, match='a.avi.: lacks label, boxes'):
        build(data(incomplete))
    with pytest.raises(ValueError, match='entry 0 .5.: '):
        build(data(5))
    with pytest.raises(ValueError, match='list "classes"'):
        build(data(classes=()))
    path = data.folder / 'list.json'
    path.write_text(json.dumps([1]))
    with pytest.raises(ValueError, match='metainfo and data_list'):
        build(str(path))


@pytest.mark.parametrize('decoder', ['Decord', 'OpenCV', 'PyAV'])
def test_missing_and_corrupt_videos(data, decoder):
    (data.folder / 'c.avi').write_text('no video')
    (data.folder / 'd.avi').write_bytes(b'')
    ann = data(*(entry(f'{n}.avi', person_boxes()) for n in 'acdz'))
    pipeline = [LOAD[0]] + [dict(type=decoder + s) for s in ('Init', 'Decode')]
    dataset = build(ann, data.folder, pipeline)
    assert dataset[0]['imgs'][0].shape == (HEIGHT, WIDTH, 3)
    for index, name in (1, 'c'), (2, 'd'):
        with pytest.raises(
            RuntimeError,
            match=rf'ann.json, entry {index} .*{name}.avi.*{decoder}.*drop '
            'the entry or encode',
        ):
            dataset[index]
    with pytest.raises(
        FileNotFoundError,
        match=r'entry 3: no such video .*z.avi; correct data_prefix',
    ):
        dataset[3]
