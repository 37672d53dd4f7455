import json
import os
import pickle

import numpy as np
import pytest

from stn_action.formats.gttubes import read_gttubes


def raw_gt():
    boxes = np.array([[1, 10, 20, 30, 40], [3, 0, 0, 319, 239]], np.float32)
    return dict(
        labels=['run', 'walk'],
        gttubes={'walk/a': {1: [boxes]}, 'run/b': {0: [boxes, boxes]}},
        nframes={'walk/a': 3, 'run/b': np.int64(4)},
        train_videos=[['walk/a']],
        test_videos=[['run/b']],
        resolution={'walk/a': (240, 320), 'run/b': (240, 320)},
    )


@pytest.mark.parametrize('protocol', [0, 2, 4])
def test_reads_pickles(tmp_path, protocol):
    path = tmp_path / 'X-GT.pkl'
    path.write_bytes(pickle.dumps(raw_gt(), protocol))
    gt = read_gttubes(str(path))
    assert gt.classes == ['run', 'walk']
    ((label, tube),) = gt.tubes['walk/a']
    assert label == 1
    # inclusive pixels and frames from 1, to pixel edges and frames from 0
    assert tube.frame_inds.tolist() == [0, 2]
    assert tube.boxes.tolist() == [[10, 20, 31, 41], [0, 0, 320, 240]]
    assert len(gt.tubes['run/b']) == 2
    assert gt.num_frames == {'walk/a': 3, 'run/b': 4}
    assert gt.splits == [(['walk/a'], ['run/b'])]
    assert gt.resolution['run/b'] == (240, 320)


def test_reads_the_json_twin(tmp_path):
    path = tmp_path / 'gt.json'
    path.write_text(
        json.dumps(
            dict(
                labels=['run', 'walk'],
                videos={
                    'walk/a': dict(
                        label='walk',
                        nframes=3,
                        boxes=[[1, 10, 20, 30, 40], [3, 0, 0, 319, 239]],
                    )
                },
            )
        )
    )
    gt = read_gttubes(str(path))
    ((label, tube),) = gt.tubes['walk/a']
    assert label == 1 and tube.frame_inds.tolist() == [0, 2]
    assert tube.boxes.tolist() == [[10, 20, 31, 41], [0, 0, 320, 240]]
    assert gt.splits == [] and gt.resolution == {}


class Evil:
    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def test_refuses_to_run_code(tmp_path):
    path = tmp_path / 'X-GT.pkl'
    path.write_bytes(pickle.dumps(Evil(f'touch {tmp_path}/owned')))
    with pytest.raises(ValueError, match='refused to load posix.system'):
        read_gttubes(str(path))
    assert not (tmp_path / 'owned').exists()
    pickle.loads(path.read_bytes())  # the file is dangerous indeed
    assert (tmp_path / 'owned').exists()


def without(key):
    raw = raw_gt()
    del raw[key]
    return raw


def with_box(box):
    raw = raw_gt()
    raw['gttubes']['walk/a'] = {1: [np.array([[1, *box]])]}
    return raw


def with_label():
    raw = raw_gt()
    raw['gttubes']['walk/a'] = {7: []}
    return raw


@pytest.mark.parametrize(
    'raw, message',
    [
        (without('gttubes'), 'X-GT.pkl: not a ground-truth file.*gttubes'),
        (without('nframes'), 'nframes'),
        ([1, 2], 'not a ground-truth file'),
        (with_box([5, 0, 2, 3]), 'walk/a: box of frame 0 is inverted'),
        (with_box([np.nan, 0, 2, 3]), 'walk/a: box of frame 0 is not finite'),
        (with_label(), 'walk/a: label 7 is none of the 2 labels'),
    ],
)
def test_bad_files(tmp_path, raw, message):
    path = tmp_path / 'X-GT.pkl'
    path.write_bytes(pickle.dumps(raw))
    with pytest.raises(ValueError, match=message):
        read_gttubes(str(path))


def test_not_a_pickle(tmp_path):
    path = tmp_path / 'X-GT.pkl'
    path.write_text('hello')
    with pytest.raises(ValueError, match='not a ground-truth file'):
        read_gttubes(str(path))
