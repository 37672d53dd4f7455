"""The command line of the converter, and its round trips."""

import importlib
import json
import os
import pickle

import numpy as np
import pytest

from tests.datasets.tube_videos import person_boxes, write_video


@pytest.fixture(scope='module')
def convert():
    module = importlib.import_module('tools.data.convert_tubes')
    return lambda *args: module.main([str(a) for a in args])


def ground_truth():
    """Two actions in one video, two people in one action, and nobody."""
    boxes = np.array([[1, 10.25, 20, 30, 40], [3, 0, 0, 319, 239]], np.float32)
    return dict(
        labels=['run', 'walk'],
        gttubes={
            'walk/a': {1: [boxes]},
            'run/b.c': {0: [boxes, boxes + 1], 1: [boxes]},
            'run/nobody': {},
        },
        nframes={'walk/a': 3, 'run/b.c': 4, 'run/nobody': 9},
        train_videos=[['walk/a', 'run/nobody'], ['run/b.c']],
        test_videos=[['run/b.c'], ['walk/a']],
        resolution=dict.fromkeys(
            ('walk/a', 'run/b.c', 'run/nobody'), (240, 320)
        ),
    )


def assert_same(first, second):
    """Equal, arrays with their type, whatever the order of keys."""
    assert type(first) is type(second)
    if isinstance(first, dict):
        assert first.keys() == second.keys()
        for key in first:
            assert_same(first[key], second[key])
    elif isinstance(first, list):
        assert len(first) == len(second)
        for a, b in zip(first, second):
            assert_same(a, b)
    elif isinstance(first, np.ndarray):
        assert first.dtype == second.dtype
        np.testing.assert_array_equal(first, second)
    else:
        assert first == second


def round_trip(convert, folder, source):
    convert(source, folder / 'gt.json', '--from', 'gttubes')
    convert(folder / 'gt.json', folder / 'again.pkl', '--to', 'gttubes')
    return pickle.loads((folder / 'again.pkl').read_bytes())


def test_pickle_to_json_to_pickle(convert, tmp_path, capsys):
    (tmp_path / 'gt.pkl').write_bytes(pickle.dumps(ground_truth()))
    again = round_trip(convert, tmp_path, tmp_path / 'gt.pkl')
    assert_same(again, ground_truth())
    assert 'gt.json: 4 tubes of 2 videos' in capsys.readouterr().out
    entries = json.loads((tmp_path / 'gt.json').read_text())['data_list']
    # frames from 0, inclusive pixels become edges
    assert entries[0] == dict(
        filename='walk/a.avi',
        label=1,
        total_frames=3,
        height=240,
        width=320,
        frame_inds=[0, 2],
        boxes=[[10.25, 20, 31, 41], [0, 0, 320, 240]],
        clip=[0, 3],
    )


@pytest.mark.skipif(
    not os.path.isfile(os.environ.get('JHMDB_GT', '')),
    reason='set JHMDB_GT to a JHMDB-GT.pkl',
)
def test_jhmdb_comes_back_equal(convert, tmp_path):
    source = os.environ['JHMDB_GT']
    with open(source, 'rb') as file:
        expected = pickle.load(file, encoding='latin1')
    assert_same(round_trip(convert, tmp_path, source), expected)


def mot_sequence(folder):
    """The layout of the challenge."""
    (folder / 'seq/gt').mkdir(parents=True)
    text = '1,1,1,1,10,20,1,1,0.5\n1,2,101,51,30.5,40.25,1,1,1\n4,1,7,1,10,20'
    (folder / 'seq/gt/gt.txt').write_text(text + ',1,1,0.25\n')
    (folder / 'seq/seqinfo.ini').write_text(
        '[Sequence]\nname=seq\nseqLength=30\nimWidth=320\nimHeight=240\n'
    )
    return folder / 'seq/gt/gt.txt'


def test_mot_to_json_to_mot(convert, tmp_path):
    source = mot_sequence(tmp_path / 'mot')
    convert(tmp_path / 'mot', tmp_path / 'a.json', '--from', 'mot')
    convert(tmp_path / 'a.json', tmp_path / 'out', '--to', 'mot')
    assert (tmp_path / 'out/seq.txt').read_text() == source.read_text()
    first = json.loads((tmp_path / 'a.json').read_text())['data_list'][0]
    assert first == dict(
        filename='seq.mp4',
        total_frames=30,
        width=320,
        height=240,
        track_id=1,
        frame_inds=[0, 3],
        boxes=[[0, 0, 10, 20], [6, 0, 16, 20]],
        scores=[1, 1],
        mot_columns=[[1, 0.5, -1], [1, 0.25, -1]],
        clip=[0, 4],
    )


@pytest.mark.parametrize('target', ['coco-video', 'cvat'])
def test_json_to_others_and_back(convert, tmp_path, target):
    (tmp_path / 'gt.pkl').write_bytes(pickle.dumps(ground_truth()))
    convert(tmp_path / 'gt.pkl', tmp_path / 'a.json', '--from', 'gttubes')
    convert(tmp_path / 'a.json', tmp_path / 'there', '--to', target)
    convert(tmp_path / 'there', tmp_path / 'back.json', '--from', target)

    def tubes(name):
        raw = json.loads((tmp_path / name).read_text())
        return raw['metainfo']['classes'], sorted(
            (
                e['filename'],
                e['label'],
                e['total_frames'],
                e['width'],
                e['frame_inds'],
                e['boxes'],
            )
            for e in raw['data_list']
        )

    assert tubes('back.json') == tubes('a.json')


def test_fits_to_the_videos(convert, tmp_path, capsys):
    """The video has 12 frames of 128 x 96 pixels."""
    (tmp_path / 'videos').mkdir()
    write_video(tmp_path / 'videos/a.avi', person_boxes())
    for name in 'ab':
        (tmp_path / f'mot/{name}.txt').parent.mkdir(exist_ok=True)
        (tmp_path / f'mot/{name}.txt').write_text(
            '1,1,5,5,20,30\n12,1,5,5,20,30\n13,1,9,9,20,30\n'
        )
    with pytest.raises(SystemExit) as stop:
        convert(
            *(tmp_path / 'mot', tmp_path / 'a.json', '--from', 'mot'),
            *('--ext', '.avi', '--label', 'walk'),
            *('--videos', tmp_path / 'videos'),
        )
    assert stop.value.code == 1  # b.avi was left out
    printed, errors = capsys.readouterr()
    # nothing was stated, and the one box is counted
    assert 'a.avi: 12 frames decode, the annotations go on to' in printed
    assert 'left out 1 of 6 rows: 1 after the last frame' in printed
    assert errors == 'left out: b.avi: missing\n'
    raw = json.loads((tmp_path / 'a.json').read_text())
    (entry,) = raw['data_list']
    assert raw['metainfo'] == dict(classes=['walk']) and entry['label'] == 0
    assert entry['total_frames'] == 12 and entry['frame_inds'] == [0, 11]
    assert entry['clip'] == [0, 12]
    assert len(entry['boxes']) == len(entry['scores']) == 2


def test_bad_input(convert, tmp_path):
    mot = mot_sequence(tmp_path / 'mot')
    convert(mot, tmp_path / 'a.json', '--from', 'mot')
    with pytest.raises(SystemExit, match='expected one label, got None'):
        convert(tmp_path / 'a.json', tmp_path / 'a.pkl', '--to', 'gttubes')
    with pytest.raises(SystemExit, match='has no clean_boxes'):
        convert(
            tmp_path / 'a.json',
            tmp_path / 'out',
            '--to',
            'mot',
            '--boxes',
            'clean_boxes',
        )
    with pytest.raises(SystemExit, match='no such file, or a folder without'):
        convert(tmp_path / 'none', tmp_path / 'b.json', '--from', 'cvat')
    with pytest.raises(SystemExit, match='gt.txt: no JSON'):
        convert(mot, tmp_path / 'b.json')
    with pytest.raises(SystemExit, match='not a ground-truth file'):
        convert(mot, tmp_path / 'b.json', '--from', 'gttubes')
    assert not (tmp_path / 'b.json').exists()
