"""The converter on files as people have them: late tubes, marks, names."""

import importlib
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from stn_action.datasets import PersonTubeDataset
from stn_action.formats.annotations import read_annotations
from tests.tools.test_convert_tubes import ground_truth


@pytest.fixture(scope='module')
def convert():
    module = importlib.import_module('tools.data.convert_tubes')
    return lambda *args: module.main([str(a) for a in args])


def tubes_of(path):
    raw = json.loads(path.read_text())
    return raw['metainfo']['classes'], raw['data_list']


def late_tube(source, folder):
    """A tube of frames 10 to 14 of a longer video, in any format."""
    boxes = np.array([[10 + k, 20, 40 + k, 60] for k in range(5)], float)
    entry = dict(
        filename='v.mp4',
        label=0,
        total_frames=50,
        width=320,
        height=240,
        frame_inds=list(range(10, 15)),
        boxes=boxes.tolist(),
    )
    write = importlib.import_module('stn_action.formats.conversion').WRITERS
    out = str(folder / ('x' if source in ('mot', 'cvat') else 'x.pkl'))
    more = dict(ext='.mp4') if source == 'gttubes' else {}
    write[source](out, dict(classes=['walk']), [entry], **more)
    return out


@pytest.mark.parametrize('source', ['gttubes', 'mot', 'coco-video', 'cvat'])
def test_the_time_of_a_tube_is_kept(convert, tmp_path, source):
    """Training samples from these frames alone, not from all 50."""
    path = late_tube(source, tmp_path)
    more = [] if source == 'cvat' else ['--ext', '.mp4']
    convert(path, tmp_path / 'a.json', '--from', source, *more)
    _, (entry,) = tubes_of(tmp_path / 'a.json')
    assert entry['clip'] == [10, 15]
    pipeline = [
        dict(
            type='mmaction.SampleFrames',
            clip_len=4,
            frame_interval=1,
            num_clips=3,
        )
    ]
    dataset = PersonTubeDataset(
        str(tmp_path / 'a.json'), pipeline, test_mode=True
    )
    seen = np.concatenate([dataset[0]['frame_inds'] for _ in range(5)])
    assert seen.min() >= 10 and seen.max() <= 14


def test_a_clip_of_ones_own_is_kept(convert, tmp_path):
    path = late_tube('json', tmp_path)
    raw = json.loads(Path(path).read_text())
    raw['data_list'][0]['clip'] = [5, 40]
    Path(path).write_text(json.dumps(raw))
    convert(path, tmp_path / 'a.json')
    assert tubes_of(tmp_path / 'a.json')[1][0]['clip'] == [5, 40]


def test_the_file_of_cvat_for_mot(convert, tmp_path, capsys):
    """Datumaro writes labels.txt, classes from 1, and pixels from 0."""
    (tmp_path / 'task/gt').mkdir(parents=True)
    (tmp_path / 'task/gt/labels.txt').write_text('walk\nrun')
    (tmp_path / 'task/gt/gt.txt').write_text(
        '1,1,10,20,30,90,1,1,1.0\n2,1,12,20,30,90,1,1,1.0\n'
        '1,2,100,20,30,90,1,2,1.0\n2,2,110,20,30,90,1,2,0.0\n'
        '2,-1,0,0,9,9,1,2,1.0\n'
    )
    convert(tmp_path / 'task', tmp_path / 'a.json', '--from', 'mot')
    classes, entries = tubes_of(tmp_path / 'a.json')
    assert classes == ['walk', 'run']
    assert [e['label'] for e in entries] == [0, 1]
    assert entries[0]['boxes'] == [[10, 20, 40, 110], [12, 20, 42, 110]]
    assert entries[1]['frame_inds'] == [0]
    printed = capsys.readouterr().out
    assert 'classes from labels.txt' in printed
    assert 'left out 2 of 5 rows: 1 visibility 0, 1 without a track' in printed
    (tmp_path / 'task/gt/labels.txt').write_text('walk')
    with pytest.raises(SystemExit, match='track 2: class 2, but .* 1 labels'):
        convert(tmp_path / 'task', tmp_path / 'b.json', '--from', 'mot')


def test_names_that_would_be_one(convert, tmp_path):
    names = ['cam/a.mp4', 'cam/a.mov', 'cam_a.mp4']
    _, (entry,) = tubes_of(Path(late_tube('json', tmp_path)))
    entries = [dict(entry, filename=name) for name in names]
    raw = dict(metainfo=dict(classes=['walk']), data_list=entries)
    (tmp_path / 'in.json').write_text(json.dumps(raw))
    for target, ending in ('mot', '.txt'), ('cvat', '.xml'):
        out = tmp_path / target
        convert(tmp_path / 'in.json', out, '--to', target)
        files = {str(p.relative_to(out)) for p in out.rglob('*' + ending)}
        assert files == {name + ending for name in names}
        convert(out, tmp_path / f'{target}.json', '--from', target)
        _, back = tubes_of(tmp_path / f'{target}.json')
        assert {e['filename'] for e in back} == set(names)
        with pytest.raises(SystemExit, match='exists; replace it'):
            convert(tmp_path / 'in.json', out, '--to', target)
        convert(tmp_path / 'in.json', out, '--to', target, '--overwrite')


@pytest.mark.parametrize('name', ['../../a.mp4', '{}/a.mp4', 'x/../../a.mp4'])
@pytest.mark.parametrize('target', ['mot', 'cvat'])
def test_nothing_is_written_outside(convert, tmp_path, target, name):
    """Not even for a <source> of CVAT that asks for it."""
    _, (entry,) = tubes_of(Path(late_tube('json', tmp_path)))
    raw = dict(
        metainfo=dict(classes=['walk']),
        data_list=[entry, dict(entry, filename=name.format(tmp_path))],
    )
    (tmp_path / 'in.json').write_text(json.dumps(raw))
    before = set(tmp_path.rglob('*'))
    with pytest.raises(SystemExit, match='would be written outside'):
        convert(tmp_path / 'in.json', tmp_path / 'p/q', '--to', target)
    assert set(tmp_path.rglob('*')) == before


def test_an_input_is_never_replaced(convert, tmp_path):
    path = Path(late_tube('mot', tmp_path)) / 'v.txt'
    before = path.read_bytes()
    convert(path, tmp_path / 'a.json', '--from', 'mot')
    flags = '--from', 'mot', '--overwrite'
    with pytest.raises(SystemExit, match='is an input'):
        convert(path, path, *flags)
    with pytest.raises(SystemExit, match='is an input'):
        convert(path.parent, path.parent, *flags, '--to', 'mot')
    assert path.read_bytes() == before


def test_options_of_other_formats_are_errors(convert, tmp_path):
    path = late_tube('json', tmp_path)
    for flags, message in (
        (['--frame-base', 1], '--from json has no option frame_base'),
        (['--ext', '.avi'], '--from json has no option ext'),
        (['--boxes', 'boxes'], '--to json has no option boxes'),
        (['--from', 'mot', '--video-name', 'a'], '--from mot has no option'),
    ):
        with pytest.raises(SystemExit, match=message):
            convert(path, tmp_path / 'a.json', *flags)


def test_classes_are_chosen_and_not_mixed(convert, tmp_path, capsys):
    (tmp_path / 'gt.pkl').write_bytes(pickle.dumps(ground_truth()))
    flags = tmp_path / 'gt.pkl', tmp_path / 'a.json', '--from', 'gttubes'
    with pytest.raises(SystemExit, match='have 2 classes .run, walk.'):
        convert(*flags, '--label', 'move')
    with pytest.raises(SystemExit, match="'swim' is none of the 2 classes"):
        convert(*flags, '--classes', 'swim')
    convert(*flags, '--classes', 'walk', '--label', 'move')
    classes, entries = tubes_of(tmp_path / 'a.json')
    assert classes == ['move'] and [e['label'] for e in entries] == [0, 0]
    assert (
        'left out 4 of 8 rows: 4 of other classes' in capsys.readouterr().out
    )


def test_a_tube_of_ones_own_file_that_training_would_refuse(
    convert, tmp_path, capsys
):
    path = late_tube('json', tmp_path)
    raw = json.loads(Path(path).read_text())
    raw['data_list'][0]['boxes'][4] = [-50, 0, -40, 9]
    Path(path).write_text(json.dumps(raw))
    with pytest.raises(ValueError, match='box of frame 14 is outside'):
        read_annotations(path)
    convert(path, tmp_path / 'a.json')
    assert 'left out 1 of 5 rows' in capsys.readouterr().out
    _, (entry,) = tubes_of(tmp_path / 'a.json')
    assert entry['frame_inds'] == [10, 11, 12, 13]
    assert len(PersonTubeDataset(str(tmp_path / 'a.json'), [])) == 1
