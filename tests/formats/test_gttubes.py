import json
import os
import pickle

import numpy as np
import pytest

from stn_action.formats.gttubes import read_gttubes
from stn_action.tubes.mending import LeftOut


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


def with_array(array):
    raw = raw_gt()
    raw['gttubes']['walk/a'] = {1: [array]}
    return raw


@pytest.mark.parametrize(
    'box, reason',
    [
        ([5, 0, 2, 3], 'empty'),
        ([np.nan, 0, 2, 3], 'not finite'),
        ([-9, 0, -2, 3], 'outside the frame'),
        ([320, 0, 330, 3], 'outside the frame'),
    ],
)
def test_a_box_that_cannot_be_used_is_dropped_alone(tmp_path, box, reason):
    (tmp_path / 'X-GT.pkl').write_bytes(pickle.dumps(with_box(box)))
    left_out = LeftOut()
    gt = read_gttubes(str(tmp_path / 'X-GT.pkl'), left_out)
    assert gt.tubes['walk/a'] == [] and len(gt.tubes['run/b']) == 2
    assert left_out.lines() == [f'left out 1 of 5 rows: 1 {reason}']


def test_boxes_after_the_stated_frames(tmp_path):
    raw = dict(raw_gt(), nframes={'walk/a': 2, 'run/b': 4})
    (tmp_path / 'X-GT.pkl').write_bytes(pickle.dumps(raw))
    left_out = LeftOut()
    gt = read_gttubes(str(tmp_path / 'X-GT.pkl'), left_out)
    assert gt.tubes['walk/a'][0][1].frame_inds.tolist() == [0]
    assert '1 after the last frame' in left_out.lines()[0]


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
        (dict(raw_gt(), nframes={}), 'walk/a: nframes: expected a whole'),
        (dict(raw_gt(), labels=['a', 'a']), 'two have one name'),
        (dict(raw_gt(), labels=None), 'labels: expected a list of names'),
        (dict(raw_gt(), gttubes=[1]), 'gttubes is no dict'),
        (dict(raw_gt(), resolution={'walk/a': 3}), 'walk/a: resolution'),
        (dict(raw_gt(), train_videos=3), 'train_videos'),
        (with_array([[1, 2, 3, 4, 5]]), 'walk/a: expected tubes of 5 columns'),
        (with_array(np.zeros((2, 4))), 'walk/a: expected tubes of 5 columns'),
        (with_array(np.zeros((1, 5))), 'walk/a: expected whole frames from 1'),
        (
            with_array(np.array([[2, 0, 0, 5, 5], [1, 0, 0, 5, 5.0]])),
            'walk/a: .*strictly increasing',
        ),
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
