import importlib
import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

from stn_action.datasets import PersonTubeDataset
from tests.tools.ava_files import (
    FRAMES,
    HEIGHT,
    WIDTH,
    A,
    B,
    write_ava,
    write_csv,
)

SCRIPT = Path(__file__).parents[2] / 'tools/data/ava/build_annotations.py'


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.data.ava.build_annotations')
    return module


@pytest.fixture
def ava(tmp_path):
    write_ava(tmp_path / 'videos', tmp_path)
    return tmp_path


def build(script, monkeypatch, folder, *more):
    monkeypatch.setattr(
        sys,
        'argv',
        [
            'build',
            '--csv',
            f'{folder}/val.csv',
            '--label-map',
            f'{folder}/list.pbtxt',
            '--videos',
            f'{folder}/videos',
            '--out',
            f'{folder}/out/val.json',
            *more,
        ],
    )
    script.main()
    return json.loads((folder / 'out/val.json').read_text())


def test_annotated_boxes(script, monkeypatch, ava):
    got = build(script, monkeypatch, ava, '--exclude', f'{ava}/excluded.csv')
    assert got['metainfo'] == dict(classes=['bend', 'stand', 'carry'])
    first, second, third = got['data_list']
    assert (first['timestamp'], first['label']) == (900, [1])
    assert first['frame_inds'] == [0] and first['clip'] == [0, 11]
    assert second == dict(
        filename='v-_1.avi',
        label=[1, 2],
        total_frames=FRAMES,
        width=WIDTH,
        height=HEIGHT,
        frame_inds=[20],
        boxes=[[16, 12, 32, 36]],
        clip=[10, 31],
        video_id='v-_1',
        timestamp=902,
        entity_box=list(A),
    )
    assert third['label'] == [0] and third['boxes'] == [[32, 12, 64, 48]]


def test_frames_are_those_around_the_key_frame(script, monkeypatch, ava):
    build(script, monkeypatch, ava, '--clip-seconds', '1')
    dataset = PersonTubeDataset(
        'val.json',
        [
            dict(
                type='mmaction.SampleFrames',
                clip_len=3,
                frame_interval=2,
                num_clips=1,
                test_mode=True,
            ),
            dict(type='mmaction.DecordInit'),
            dict(type='mmaction.DecordDecode'),
            dict(type='mmaction.TubeCrop', size=16),
        ],
        data_root=str(ava / 'out'),
        data_prefix=dict(video='../videos'),
        multi_class=True,
        test_mode=True,
    )
    sample = dataset[1]
    assert sample['frame_inds'].tolist() == [18, 20, 22]
    means = [img.mean() for img in sample['imgs']]
    assert np.allclose(means, [90, 100, 110], atol=2)  # 5 grey levels a frame
    assert sample['label'].tolist() == [0, 1, 1]
    assert sample['entity_box'] == list(A) and sample['timestamp'] == 902


def write_proposals(folder, boxes):
    (folder / 'proposals.pkl').write_bytes(
        pickle.dumps({k: np.array(v) for k, v in boxes.items()})
    )
    return '--proposals', f'{folder}/proposals.pkl'


def test_proposals(script, monkeypatch, ava, capsys):
    near_a = [0.25, 0.25, 0.5, 1]  # IoU with A 2/3
    far = [0, 0, 0.25, 0.25]
    flags = write_proposals(
        ava,
        {
            'v-_1,0902': [[*near_a, 0.95], [*far, 0.92], [*B, 0.5]],
            'other,0902': [[*near_a, 0.95]],
        },
    )
    got = build(script, monkeypatch, ava, *flags)
    first, second = got['data_list']
    assert first['label'] == [1, 2] and first['scores'] == [0.95]
    assert first['boxes'] == [[16, 12, 32, 48]]
    assert first['clean_boxes'] == [[16, 12, 32, 36]]
    assert first['entity_box'] == near_a
    assert second['label'] == [] and 'clean_boxes' not in second
    assert '2 of 3 key frames have no proposal' in capsys.readouterr().out
    got = build(script, monkeypatch, ava, *flags, '--matched-only')
    assert len(got['data_list']) == 1
    got = build(script, monkeypatch, ava, *flags, '--score-thr', '.4')
    assert [e['label'] for e in got['data_list']] == [[1, 2], [], [0]]
    got = build(script, monkeypatch, ava, *flags, '--iou-thr', '.7')
    assert [e['label'] for e in got['data_list']] == [[], []]


def test_what_is_left_out_is_said(script, monkeypatch, ava, capsys):
    (ava / 'videos/broken.mp4').write_text('no video')
    write_csv(
        ava,
        [
            ('v-_1', 902, A, 12),
            ('v-_1', 905, A, 12),
            ('away', 902, A, 12),
            ('broken', 902, A, 12),
        ],
    )
    assert len(build(script, monkeypatch, ava)['data_list']) == 1
    printed = capsys.readouterr().out
    assert '2 of 3 videos are there' in printed
    assert (
        'left out: 2 key frames of videos that are missing or do not decode'
    ) in printed
    assert 'left out: 1 people outside the time of their video' in printed


@pytest.mark.parametrize(
    'flags, message',
    [
        (['--timestamp-start', '0'], 'No key frame lies .* --timestamp-start'),
        (
            ['--videos', '{}/out'],
            r'No video of .*val.csv .* expected e.g. v-_1',
        ),
    ],
)
def test_nothing_to_write(script, monkeypatch, ava, flags, message):
    (ava / 'out').mkdir()
    flags = [flag.format(ava) for flag in flags]
    with pytest.raises(SystemExit, match=message):
        build(script, monkeypatch, ava, *flags)
