import importlib
import json
import pickle
import sys
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from stn_action.datasets import PersonTubeDataset

SCRIPT = Path(__file__).parents[2] / 'tools/data/jhmdb/build_annotations.py'
TAIL = '_u_nm_np1_fr_med_'
CLASSES = ['run', 'wave']


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.data.jhmdb.build_annotations')
    return module


def write_clip(path, frames=6, size=(32, 24)):
    path.parent.mkdir(exist_ok=True, parents=True)
    video = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*'MJPG'), 25, size
    )
    for i in range(frames):
        video.write(np.full((*size[::-1], 3), 30 * i, np.uint8))
    video.release()


def clip_names():
    """4 sources of each class with 3 clips each; one film has both."""
    return [
        f'{action}/{source}_{action}{TAIL}{clip}'
        for action in CLASSES
        for source in ('BIG_FISH_1', f'{action}a', f'{action}b', f'{action}c')
        for clip in range(3)
    ]


def write_gt(path, names, test=(), **changes):
    tube = np.array([[i, 2, 3, 20, 22] for i in range(1, 7)], np.float32)
    raw = dict(
        labels=CLASSES,
        gttubes={n: {CLASSES.index(n.split('/')[0]): [tube]} for n in names},
        nframes=dict.fromkeys(names, 6),
        train_videos=[[n for n in names if n not in test]],
        test_videos=[list(test)],
        resolution=dict.fromkeys(names, (24, 32)),
    )
    raw.update(changes)
    path.write_bytes(pickle.dumps(raw))


def build(script, monkeypatch, tmp_path, *more):
    monkeypatch.setattr(
        sys,
        'argv',
        [
            'build',
            '--gt',
            str(tmp_path / 'gt.pkl'),
            '--videos',
            str(tmp_path / 'videos'),
            '--out',
            str(tmp_path / 'out'),
            *more,
        ],
    )
    script.main()
    return written(tmp_path)


def written(tmp_path):
    return {
        path.stem: json.loads(path.read_text())
        for path in (tmp_path / 'out').glob('*.json')
    }


def names_in(annotation):
    return [e['filename'][: -len('.avi')] for e in annotation['data_list']]


def test_source_of(script):
    def source(title):
        return script.source_of(f'brush_hair/{title}_brush_hair{TAIL}3')

    assert source('A_girl_brush_hair') == 'agirlbrushhair'
    assert source('Film_2') == source('film-3') == 'film'
    assert source('IamLegend') == source('IamLegendII')
    assert source('21') == '21'
    assert source('100_pullups') != source('10_pullups')
    assert script.source_of('run/x_run_f_cm_np2_le_bad_12') == 'x'
    assert script.source_of('run/no_such_name') == 'nosuchname'


def test_published_folds_stay(script, capsys):
    """Whatever else is there, a source of the published folds keeps its."""
    published = json.loads(script.FOLDS.read_text())
    assert len(published) == 232 and set(published.values()) == set(range(5))
    sources = ['100pullups', '11408erikarecurveback', '10pullups']
    assert script.folds_of([0, 1, 0], sources, 5) == [2, 4, 1]
    assert 'which configs/jhmdb reports on' in capsys.readouterr().out
    sources = [*published, 'anewvideo']
    folds = script.folds_of([0] * len(sources), sources, 5)
    assert folds != [*published.values(), folds[-1]]
    assert 'not the published 5' in capsys.readouterr().out


def test_folds_and_splits(script, monkeypatch, tmp_path, capsys):
    names = clip_names()
    for name in names:
        write_clip(tmp_path / 'videos' / f'{name}.avi')
    write_gt(tmp_path / 'gt.pkl', names, test=names[:5])
    got = build(script, monkeypatch, tmp_path, '--folds', '3')
    assert names_in(got['jhmdb_all']) == sorted(names)
    seen = Counter()
    for k in range(3):
        train = names_in(got[f'jhmdb_fold{k}_train'])
        val = names_in(got[f'jhmdb_fold{k}_val'])
        assert sorted(train + val) == sorted(names)
        assert not (
            {script.source_of(n) for n in train}
            & {script.source_of(n) for n in val}
        )
        assert {n.split('/')[0] for n in val} == set(CLASSES)
        seen.update(val)
    assert set(seen.values()) == {1}
    assert names_in(got['jhmdb_split1_test']) == sorted(names[:5])
    assert len(got['jhmdb_split1_train']['data_list']) == 19
    assert got['jhmdb_all']['metainfo'] == dict(classes=CLASSES)
    first = got['jhmdb_all']['data_list'][0]
    assert first == dict(
        filename=sorted(names)[0] + '.avi',
        label=0,
        total_frames=6,
        width=32,
        height=24,
        frame_inds=list(range(6)),
        boxes=[[2, 3, 21, 23]] * 6,
        clip=[0, 6],
    )
    # run/runa has a third clip, the film of BIG_FISH_1 another action
    assert names_in(got['jhmdb_split1_test_shared']) == sorted(names[:5])
    assert 'jhmdb_split1_test_unshared' not in got
    printed = capsys.readouterr().out
    assert 'split 1: 5 of 5 test videos are cut from a source of' in printed
    assert '24 of 24 videos are usable' in printed
    dataset = PersonTubeDataset(str(tmp_path / 'out/jhmdb_all.json'), [])
    assert len(dataset) == 24


def test_test_clips_by_whether_their_source_is_trained_on(script):
    names = clip_names()
    test = names[3:6] + names[6:7]  # all of one source, one of another's
    train = [name for name in names if name not in test]
    assert script.by_shared_source(train, test) == dict(
        shared=names[6:7], unshared=names[3:6]
    )


def test_a_part_of_the_videos(script, monkeypatch, tmp_path, capsys):
    names = clip_names()
    missing, short, small, broken = names[0], names[4], names[8], names[12]
    for name in names[1:]:
        write_clip(
            tmp_path / 'videos' / f'{name}.avi',
            frames=4 if name == short else 6,
            size=(16, 16) if name == small else (32, 24),
        )
    (tmp_path / 'videos' / f'{broken}.avi').write_text('no video')
    write_gt(tmp_path / 'gt.pkl', names)
    with pytest.raises(SystemExit) as stop:
        build(script, monkeypatch, tmp_path, '--folds', '2')
    assert stop.value.code == 1  # something was left out
    got = written(tmp_path)
    printed, errors = capsys.readouterr()
    assert f'left out: {missing}.avi: missing' in errors
    assert f'{short}.avi: 4 frames decode, stated are 6' in printed
    assert f'{small}.avi: 16 x 16 pixels, boxes are for 32 x 24' in errors
    assert f'left out: {broken}.avi: does not decode' in errors
    assert 'left out 2 of 144 rows: 2 after the last frame' in printed
    assert '21 of 24 videos are usable' in printed
    assert 'split 1: the file has no test videos' in printed
    left = sorted(set(names) - {missing, small, broken})
    assert names_in(got['jhmdb_all']) == left
    assert not any('split' in name for name in got)
    (entry,) = (
        e for e in got['jhmdb_all']['data_list'] if short in e['filename']
    )
    assert entry['total_frames'] == len(entry['boxes']) == 4
    PersonTubeDataset(str(tmp_path / 'out/jhmdb_all.json'), [])


def test_no_videos(script, monkeypatch, tmp_path):
    write_gt(tmp_path / 'gt.pkl', clip_names())
    with pytest.raises(SystemExit, match='No video .* expected e.g. .*avi'):
        build(script, monkeypatch, tmp_path)


def test_an_unknown_split(script, monkeypatch, tmp_path):
    write_gt(tmp_path / 'gt.pkl', clip_names())
    with pytest.raises(SystemExit, match='has 1 official splits, asked for 2'):
        build(script, monkeypatch, tmp_path, '--splits', '2')


def test_replaces_nothing_unasked(script, monkeypatch, tmp_path):
    names = clip_names()
    for name in names:
        write_clip(tmp_path / 'videos' / f'{name}.avi')
    write_gt(tmp_path / 'gt.pkl', names)
    build(script, monkeypatch, tmp_path, '--folds', '0')
    with pytest.raises(SystemExit, match='jhmdb_all.json: exists'):
        build(script, monkeypatch, tmp_path, '--folds', '2')
    assert list(written(tmp_path)) == ['jhmdb_all']  # nor anything beside it
    build(script, monkeypatch, tmp_path, '--folds', '2', '--overwrite')
    assert len(written(tmp_path)) == 5


def test_bad_input_is_one_line(script, monkeypatch, tmp_path):
    with pytest.raises(SystemExit, match='gt.pkl'):
        build(script, monkeypatch, tmp_path)
    (tmp_path / 'gt.pkl').write_text('no pickle')
    with pytest.raises(SystemExit, match='gt.pkl: not a ground-truth file'):
        build(script, monkeypatch, tmp_path)
    with pytest.raises(ValueError, match='gt.pkl: not a ground-truth file'):
        build(script, monkeypatch, tmp_path, '--debug')
