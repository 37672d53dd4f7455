import importlib
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip('av')
pytest.importorskip('trackers')
pytest.importorskip('pebble')
from stn_action.datasets import PersonTubeDataset

ROOT = Path(__file__).parents[2]
from tests.detection.silhouette import draw_person  # noqa: E402


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.data.weizmann.build_annotations')
    return module


def write_clip(path, frames):
    path.parent.mkdir(parents=True, exist_ok=True)
    height, width = frames[0].shape[:2]
    video = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*'MJPG'), 25, (width, height)
    )
    for frame in frames:
        video.write(frame)
    video.release()


def centre(i):
    return 50 + 6 * i


@pytest.fixture
def videos(tmp_path):
    walk = [draw_person(centre(i), 60, 0.6, (180, 144))[0] for i in range(9)]
    for actor in ('ada', 'bob', 'eve'):
        write_clip(tmp_path / 'videos' / 'walk' / f'{actor}_walk.avi', walk)
    nobody = [np.full((144, 180, 3), 90, np.uint8)] * 5
    write_clip(tmp_path / 'videos' / 'bend' / 'bob_bend.avi', nobody)
    return tmp_path / 'videos'


def build(script, monkeypatch, videos, *more):
    out = videos.parent / 'out'
    held_out = [] if '--held-out' in more else ['--held-out', 'eve']
    monkeypatch.setattr(
        sys,
        'argv',
        [
            'build',
            '--videos',
            str(videos),
            '--out',
            str(out),
            *held_out,
            *more,
        ],
    )
    script.main()
    return {
        path.stem: json.loads(path.read_text())['data_list']
        for path in out.glob('*.json')
    }


def test_builds(script, monkeypatch, videos, capsys):
    got = build(
        script, monkeypatch, videos, '--held-out', 'eve', '--folds', '0'
    )
    names = {k: [e['filename'] for e in v] for k, v in got.items()}
    walks = [f'walk/{actor}_walk.avi' for actor in ('ada', 'bob', 'eve')]
    assert names == dict(
        weizmann_all=walks, weizmann_train=walks[:2], weizmann_val=walks[2:]
    )
    printed = capsys.readouterr().out
    assert 'bend/bob_bend.avi: nobody found in 5 frames, left out' in printed
    assert 'walk/eve_walk.avi: found in 3 of 3 searched frames' in printed
    entry = got['weizmann_all'][0]
    assert entry['label'] == 1 and entry['total_frames'] == 9
    assert (entry['width'], entry['height']) == (180, 144)
    assert entry['frame_inds'] == [0, 4, 8] and len(entry['scores']) == 3
    dataset = PersonTubeDataset(
        str(videos.parent / 'out/weizmann_all.json'), []
    )
    assert dataset.metainfo['classes'] == ['bend', 'walk']
    found = dataset[0]['tube'].boxes_at(np.arange(9))  # some interpolated
    middle = (found[:, 0] + found[:, 2]) / 2
    assert abs(middle - centre(np.arange(9))).max() < 8


def test_folds_of_actors(script, monkeypatch, videos):
    got = build(script, monkeypatch, videos)
    val = [
        [e['filename'] for e in got[f'weizmann_fold{k}_val']] for k in range(3)
    ]
    assert sorted(sum(val, [])) == [
        f'walk/{actor}_walk.avi' for actor in ('ada', 'bob', 'eve')
    ]
    for k in range(3):
        train = [e['filename'] for e in got[f'weizmann_fold{k}_train']]
        assert sorted(train + val[k]) == sorted(sum(val, []))
        assert len(val[k]) == 1


def test_bad_arguments(script, monkeypatch, videos):
    with pytest.raises(
        SystemExit,
        match='No videos of actor mallory, there are: ada, bob, eve',
    ):
        build(script, monkeypatch, videos, '--held-out', 'mallory')
    with pytest.raises(SystemExit, match='No video in .* expected e.g.'):
        build(script, monkeypatch, videos.parent / 'none')


def test_replaces_nothing_unasked(script, monkeypatch, videos):
    (videos.parent / 'out').mkdir()
    (videos.parent / 'out/weizmann_val.json').write_text('mine')
    with pytest.raises(SystemExit, match='weizmann_val.json: exists'):
        build(script, monkeypatch, videos)
    assert (videos.parent / 'out/weizmann_val.json').read_text() == 'mine'
