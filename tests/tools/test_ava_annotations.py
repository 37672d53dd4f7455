import importlib
import json
import pickle
from contextlib import nullcontext
from fractions import Fraction
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


def build(script, folder, *more, code=0):
    """What the tool writes; ``code`` is its exit code."""
    with pytest.raises(SystemExit) if code else nullcontext() as stop:
        script.main(
            [
                '--overwrite',
                '--csv',
                f'{folder}/val.csv',
                '--label-map',
                f'{folder}/list.pbtxt',
                '--videos',
                f'{folder}/videos',
                '--out',
                f'{folder}/out/val.json',
                *more,
            ]
        )
    assert not code or stop.value.code == code
    return json.loads((folder / 'out/val.json').read_text())


def test_annotated_boxes(script, ava, capsys):
    got = build(script, ava, '--exclude', f'{ava}/excluded.csv')
    assert got['metainfo'] == dict(classes=['bend', 'stand', 'carry'])
    said = capsys.readouterr().out  # action 3 is none of the three
    assert 'left out: 1 labels of actions that ' in said
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


def test_frames_are_those_around_the_key_frame(script, ava):
    build(script, ava, '--clip-seconds', '1')
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


def test_proposals(script, ava, capsys):
    near_a = [0.25, 0.25, 0.5, 1]  # IoU with A 2/3
    far = [0, 0, 0.25, 0.25]
    flags = write_proposals(
        ava,
        {
            'v-_1,0902': [[*near_a, 0.95], [*far, 0.92], [*B, 0.5]],
            'other,0902': [[*near_a, 0.95]],
        },
    )
    got = build(script, ava, *flags)
    first, second = got['data_list']
    assert first['label'] == [1, 2] and first['scores'] == [0.95]
    assert first['boxes'] == [[16, 12, 32, 48]]
    assert first['clean_boxes'] == [[16, 12, 32, 36]]
    assert first['entity_box'] == near_a
    assert second['label'] == [] and 'clean_boxes' not in second
    assert '2 of 3 key frames have no proposal' in capsys.readouterr().out
    got = build(script, ava, *flags, '--matched-only')
    assert len(got['data_list']) == 1
    got = build(script, ava, *flags, '--score-thr', '.4')
    assert [e['label'] for e in got['data_list']] == [[1, 2], [], [0]]
    got = build(script, ava, *flags, '--iou-thr', '.7')
    assert [e['label'] for e in got['data_list']] == [[], []]


def test_what_is_left_out_is_said(script, ava, capsys):
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
    assert len(build(script, ava, code=1)['data_list']) == 1
    printed, errors = capsys.readouterr()
    assert 'broken.mp4' in errors and len(errors.splitlines()) == 1
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
def test_nothing_to_write(script, ava, flags, message):
    (ava / 'out').mkdir()
    flags = [flag.format(ava) for flag in flags]
    with pytest.raises(SystemExit, match=message):
        build(script, ava, *flags)


def write_varying(path, times):
    """A video whose frames are shown at the given hundredths of a second;
    frame i is 5 i bright."""
    av = pytest.importorskip('av')
    with av.open(str(path), 'w') as container:
        stream = container.add_stream('libx264', rate=100)
        stream.width, stream.height, stream.pix_fmt = 64, 48, 'yuv420p'
        stream.time_base = Fraction(1, 100)
        stream.codec_context.time_base = Fraction(1, 100)
        for i, time in enumerate(times):
            picture = np.full((48, 64, 3), 5 * i, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format='rgb24')
            frame.pts, frame.time_base = time, Fraction(1, 100)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def test_a_varying_frame_rate(script, tmp_path):
    """20 frames in the first second, then 4 a second: second 3 is frame 28,
    not 3 times the mean rate."""
    (tmp_path / 'videos').mkdir()
    write_ava(tmp_path / 'other', tmp_path)
    times = [*range(0, 100, 5), *range(100, 600, 25)]
    write_varying(tmp_path / 'videos/v-_1.mp4', times)
    write_csv(tmp_path, [('v-_1', 903, A, 12)])
    (entry,) = build(script, tmp_path)['data_list']
    assert entry['frame_inds'] == [28] and entry['clip'] == [24, 33]
    assert entry['total_frames'] == len(times) == 40
    import decord

    frame = decord.VideoReader(str(tmp_path / 'videos/v-_1.mp4'))[28]
    assert abs(frame.asnumpy().mean() - 5 * 28) < 4


def test_bad_rows_and_files(script, ava, capsys):
    """A box over the border, a byte-order mark, exclusions that are counted,
    two files of one video."""
    text = 'v-_1,902,0.1,-0.0019,0.5,0.9,12,0\nv-_1,903,2,0,3,1,1,0\n'
    (ava / 'val.csv').write_text('\ufeff' + text[:34])
    flags = '--exclude', f'{ava}/excluded.csv'
    (entry,) = build(script, ava, *flags)['data_list']
    assert entry['boxes'] == [[6.4, 0, 32, 43.2]]
    (ava / 'val.csv').write_text(text[:34] + 'v-_1,903,0,0,1,1,1,0\n')
    build(script, ava, *flags)
    assert 'left out: 1 excluded key frames' in capsys.readouterr().out
    (ava / 'val.csv').write_text(text)
    with pytest.raises(SystemExit, match='val.csv, line 2: expected x1 < x2'):
        build(script, ava)
    (ava / 'val.csv').write_text(text[:34])
    (ava / 'videos/v-_1.mkv').write_text('')
    with pytest.raises(SystemExit, match='v-_1.avi and v-_1.mkv are both'):
        build(script, ava)


def test_replaces_nothing_unasked(script, ava):
    (ava / 'out').mkdir()
    (ava / 'out/val.json').write_text('mine')
    flags = ['--csv', f'{ava}/val.csv', '--label-map', f'{ava}/list.pbtxt']
    flags += ['--videos', f'{ava}/videos', '--out']
    with pytest.raises(SystemExit, match='val.json: exists.*--overwrite'):
        script.main([*flags, f'{ava}/out/val.json'])
    assert (ava / 'out/val.json').read_text() == 'mine'
    for name in 'val.csv', 'videos/v-_1.avi':
        before = (ava / name).read_bytes()
        with pytest.raises(SystemExit, match='is an input'):
            script.main([*flags, f'{ava}/{name}', '--overwrite'])
        assert (ava / name).read_bytes() == before
