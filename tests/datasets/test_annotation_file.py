"""Which files are read, and that none of them runs code."""

import json
import pickle

import pytest

from stn_action.datasets import PersonTubeDataset
from stn_action.datasets.annotation_file import read_annotation_file
from tests.datasets.tube_videos import entry, person_boxes

GOOD = dict(
    metainfo=dict(classes=['run', 'walk']),
    data_list=[entry('a.avi', person_boxes())],
)


class Touch:
    """A file appears when this is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (self.path, 'w')


def test_pickle_and_yaml_run_nothing(tmp_path):
    victim = tmp_path / 'victim'
    pkl, yaml = tmp_path / 'x.pkl', tmp_path / 'x.yaml'
    pkl.write_bytes(pickle.dumps(Touch(str(victim))))
    yaml.write_text(f'!!python/object/apply:os.system ["touch {victim}"]')
    for path in (pkl, yaml):
        with pytest.raises(
            ValueError,
            match=rf'{path.name}: .*Annotation files are JSON; .*run code',
        ):
            PersonTubeDataset(str(path), [])
    assert not victim.exists()


def test_json_is_read_whatever_its_name(tmp_path):
    path = tmp_path / 'ann.txt'
    path.write_bytes(b'\xef\xbb\xbf' + json.dumps(GOOD).encode())
    assert len(PersonTubeDataset(str(path), [])) == 1


@pytest.mark.parametrize(
    'content, message',
    [
        (b'', 'ann.json: no JSON .*line 1 column 1'),
        (b'{"metainfo": ', 'no JSON .*Expecting value'),
        (b'\xe9', 'not UTF-8'),
        (b'[' * 100_000, 'nested too deeply'),
        (b'{"metainfo": 1, "metainfo": 2}', "key 'metainfo' stands twice"),
        (b'[1]', 'expected a dict with metainfo and data_list'),
        (b'{"metainfo": {}}', 'expected a dict with metainfo and data_list'),
        (b'{"metainfo": null, "data_list": []}', 'a dict, got None'),
        (b'{"metainfo": [], "data_list": []}', r'a dict, got \[\]'),
        (b'{"metainfo": {}, "data_list": {}}', 'data_list must be a list'),
        (b'{"metainfo": {}, "data_list": []}', 'hold the list "classes"'),
    ],
)
def test_files_that_are_none(tmp_path, content, message):
    path = tmp_path / 'ann.json'
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as error:
        PersonTubeDataset(str(path), [])
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize(
    'classes, message',
    [
        ('run', "metainfo.classes must be a list of names, got 'run'"),
        ({'run': 0}, 'must be a list of names'),
        ([1, 2], r'must be a list of names, got \[1, 2\]'),
        (['run', None], 'must be a list of names'),
        (['run', 'walk', 'run'], "holds 'run' twice"),
        (None, 'must hold the list "classes"'),
    ],
)
def test_classes(tmp_path, classes, message):
    path = tmp_path / 'ann.json'
    path.write_text(json.dumps(dict(GOOD, metainfo=dict(classes=classes))))
    with pytest.raises(ValueError, match=f'ann.json: .*{message}'):
        PersonTubeDataset(str(path), [])


def test_no_entry_at_all(tmp_path):
    path = tmp_path / 'ann.json'
    path.write_text(json.dumps(dict(GOOD, data_list=[])))
    with pytest.raises(ValueError, match='data_list holds no entry'):
        PersonTubeDataset(str(path), [])


def test_reading_alone(tmp_path):
    path = tmp_path / 'ann.json'
    path.write_text(json.dumps(GOOD))
    metainfo, entries = read_annotation_file(str(path))
    assert metainfo == GOOD['metainfo'] and entries == GOOD['data_list']
