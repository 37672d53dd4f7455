"""Entries changed at random: taken as they are, or refused in one line.

``STN_ACTION_FUZZ`` is the number of cases (400 without), ``STN_ACTION_SEED``
the first seed (0). 10,000 take about a minute.
"""

import copy
import json
import math
import os

import numpy as np
import pytest

from stn_action.datasets import PersonTubeDataset
from tests.datasets.tube_videos import entry, person_boxes

CASES = int(os.environ.get('STN_ACTION_FUZZ', 400))
SEED = int(os.environ.get('STN_ACTION_SEED', 0))
VALUES = (
    None, True, False, 0, 1, -1, 2, 5.5, 11, 12, 2**31, 2**63, 2**70, 1e300,
    math.nan, math.inf, '', 'a', '5', '\0', 'ü', [], {}, [[]], [None], [1, 2],
    [0, 3], [True, 5], ['1', '2'], {'a': 1}, [[1, 2, 3, 4]], [[5, 5, 3, 3]],
    [[[1]]], [1.5] * 12, [[0.1, 0.2, 0.5, 0.6]] * 12,
)  # fmt: skip
KEYS = (
    'filename', 'label', 'total_frames', 'frame_inds', 'boxes', 'scores',
    'clean_boxes', 'width', 'height', 'clip', 'tube', 'imgs', 'other',
)  # fmt: skip


def mutate(rng, content):
    """One change somewhere in the file; what was changed, in words."""
    entries = content['data_list']
    kind = rng.integers(8)
    value = copy.deepcopy(VALUES[rng.integers(len(VALUES))])
    if kind == 0:  # a key of an entry
        key = KEYS[rng.integers(len(KEYS))]
        entries[1][key] = value
        return f'{key} = {value!r}'
    if kind == 1:
        key = KEYS[rng.integers(5)]
        del entries[1][key]
        return f'no {key}'
    if kind == 2:  # one number of a list
        key = ('frame_inds', 'boxes', 'scores', 'clean_boxes')[rng.integers(4)]
        values = entries[1][key]
        k = rng.integers(len(values))
        if isinstance(values[k], list) and rng.random() < 0.7:
            values, k = values[k], rng.integers(4)
        values[k] = value
        return f'{key} holds {value!r}'
    if kind == 3:
        entries[1] = value
        return f'the entry is {value!r}'
    if kind == 4:
        where = (content, content['metainfo'])[rng.integers(2)]
        key = list(where)[rng.integers(len(where))]
        where[key] = value
        return f'file: {key} is {value!r}'
    if kind > 5:  # may well be valid
        first, stop = sorted(int(i) for i in rng.integers(0, 14, 2))
        change = (
            dict(clip=[first, stop]),
            dict(clip=None),
            dict(label=int(rng.integers(3))),
            dict(total_frames=int(rng.integers(10, 15))),
            dict(boxes=(person_boxes() + rng.normal(0, 9, 4)).tolist()),
            dict(frame_inds=sorted(rng.integers(0, 40, 12).tolist())),
            dict(width=None, height=None),
        )[rng.integers(7)]
        entries[1].update(change)
        return str(change)
    key = ('frame_inds', 'boxes', 'scores')[rng.integers(3)]
    values = entries[1][key]
    return (
        (rng.shuffle(values), f'{key} shuffled')
        if rng.random() < 0.5
        else (values.pop(), f'{key} shortened')
    )[1]


def start():
    return dict(
        metainfo=dict(classes=['run', 'walk']),
        data_list=[
            entry('a.avi', person_boxes()),
            entry(
                'b.avi',
                person_boxes(10),
                scores=[0.5] * 12,
                clean_boxes=person_boxes().tolist(),
                clip=[1, 11],
            ),
        ],
    )


def same(value, array):
    """Whether a list of a file is exactly what the sample holds."""
    numbers = all(
        type(i) in (int, float) for i in np.array(value, object).ravel()
    )
    return numbers and np.array_equal(np.array(value, float), array)


def check_survives(content, dataset, options):
    """What was accepted is what the file says, and is valid."""
    assert len(dataset) == len(content['data_list'])
    for k, raw in enumerate(content['data_list']):
        info = dataset.get_data_info(k)
        tube = info['tube']
        assert info['filename'] == raw['filename']
        assert same(raw['frame_inds'], tube.frame_inds)
        assert same(raw['boxes'], tube.boxes)
        assert np.isfinite(tube.boxes).all() and (tube.frame_inds >= 0).all()
        if raw.get('scores') is None:
            assert tube.scores is None
        else:
            assert same(raw['scores'], tube.scores)
        if raw.get('clean_boxes') is not None:
            assert same(raw['clean_boxes'], info['clean_tube'].boxes)
        span = raw.get('clip') or [
            raw['frame_inds'][0],
            raw['frame_inds'][-1] + 1,
        ]
        assert (info['start_index'], info['total_frames']) == (
            span[0],
            span[1] - span[0],
        )
        assert info['annotated_frames'] == raw['total_frames']
        if 'label' in raw:
            assert info['label'] == raw['label']
            assert 0 <= info['label'] < dataset.num_classes
        else:
            assert 'label' not in info and options.get('test_mode')


@pytest.mark.parametrize('part', range(4))
def test_entries_changed_at_random(tmp_path, part):
    path = tmp_path / 'ann.json'
    taken = refused = 0
    for seed in range(SEED + part, SEED + CASES, 4):
        rng = np.random.default_rng(seed)
        content = start()
        changes = [mutate(rng, content)]
        options = dict(test_mode=True) if rng.random() < 0.3 else {}
        path.write_text(json.dumps(content))
        note = f'seed {seed}: {changes}'
        try:
            dataset = PersonTubeDataset(
                str(path), [], serialize_data=False, **options
            )
        except ValueError as error:
            text = str(error)
            assert str(path) in text and len(text) < 600, note
            assert len(text.splitlines()) == 1, note
            assert 'Traceback' not in text, note
            if not changes[0].startswith('file: '):
                assert ', entry 1 (' in text, f'{note}: {text}'
            refused += 1
            continue
        except Exception as error:
            raise AssertionError(
                f'{note}: {type(error).__name__}: {error}'
            ) from error
        # JSON has no tuples; what the file holds is what was written
        check_survives(json.loads(path.read_text()), dataset, options)
        taken += 1
    assert taken and refused
