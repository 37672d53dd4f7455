import importlib
import json

import pytest

from stn_action.formats.annotations import read_annotations, write_annotations

tool = importlib.import_module('tools.data.split_tubes')


@pytest.fixture
def annotations(tmp_path):
    entries = [
        dict(
            filename=f'{k}.mp4',
            label=k % 2,
            total_frames=4,
            frame_inds=[0],
            boxes=[[0, 0, 9, 9]],
        )
        for k in range(8)
    ]
    path = tmp_path / 'tubes.json'
    write_annotations(str(path), ['walk', 'wave'], entries)
    return path


def test_two_files_with_the_classes(annotations, tmp_path, capsys):
    tool.main([str(annotations), '--out', str(tmp_path / 'mine')])
    found = {}
    for part in ('train', 'val'):
        metainfo, entries = read_annotations(
            str(tmp_path / f'mine/{part}.json')
        )
        assert metainfo['classes'] == ['walk', 'wave']
        found[part] = {entry['filename'] for entry in entries}
    assert len(found['train']) == 6 and len(found['val']) == 2
    assert len(found['train'] | found['val']) == 8
    assert 'val.json: 2 entries of 2 videos' in capsys.readouterr().out


def test_nothing_is_overwritten_unasked(annotations, tmp_path):
    tool.main([str(annotations), '--out', str(tmp_path)])
    (tmp_path / 'train.json').write_text('mine')
    with pytest.raises(SystemExit, match='train.json: exists'):
        tool.main([str(annotations), '--out', str(tmp_path)])
    assert (tmp_path / 'train.json').read_text() == 'mine'
    tool.main([str(annotations), '--out', str(tmp_path), '--overwrite'])
    json.loads((tmp_path / 'train.json').read_text())


def test_the_input_stays_even_if_it_is_named_train(annotations, tmp_path):
    named = annotations.rename(tmp_path / 'train.json')
    with pytest.raises(SystemExit, match='is an input'):
        tool.main([str(named), '--out', str(tmp_path), '--overwrite'])
