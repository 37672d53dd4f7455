import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from stn_action.datasets import PersonTubeDataset, TubeBoxNoise
from stn_action.tubes import PersonTube
from tests.datasets.tube_videos import entry, person_boxes


def sample(sample_id='a.avi#0', **more):
    tube = PersonTube(np.arange(12), person_boxes() + 0.3)
    return dict(tube=tube, sample_id=sample_id, **more)


def noisy(transform, **more):
    return transform(sample(**more))['tube'].boxes


def test_level_zero_changes_nothing():
    out = TubeBoxNoise(level=0, drift=1.0)(sample(original_shape=(20, 20)))
    assert (out['tube'].boxes == person_boxes() + 0.3).all()
    assert (out['clean_tube'].boxes == person_boxes() + 0.3).all()


def test_the_old_tube_becomes_the_clean_one():
    before = sample()
    out = TubeBoxNoise()(dict(before))
    assert out['clean_tube'] is before['tube']
    assert (out['tube'].boxes != before['tube'].boxes).any()


def test_a_clean_tube_is_kept_and_can_be_the_start():
    clean = PersonTube(np.arange(12), person_boxes(40))
    out = TubeBoxNoise(level=0)(sample(clean_tube=clean))
    assert out['clean_tube'] is clean
    assert (out['tube'].boxes == person_boxes() + 0.3).all()
    out = TubeBoxNoise(level=0, start='clean_boxes')(sample(clean_tube=clean))
    assert (out['tube'].boxes == clean.boxes).all()


def test_a_seed_depends_on_the_sample_alone():
    first = noisy(TubeBoxNoise(seed=3))
    np.random.seed(7)
    transform = TubeBoxNoise(seed=3)
    other = noisy(transform, sample_id='b.avi#0')
    assert (noisy(transform) == first).all()
    assert (noisy(transform) == first).all()
    assert (other != first).any()
    assert (noisy(TubeBoxNoise(seed=4)) != first).any()


def test_without_a_seed_numpys_state_decides():
    transform = TubeBoxNoise()
    np.random.seed(0)
    one, two = noisy(transform), noisy(transform)
    np.random.seed(0)
    assert (noisy(transform) == one).all() and (two != one).any()


def boxes_of(batch):
    return {s['sample_id']: s['tube'].boxes for s in batch}


def test_order_workers_and_frames_do_not_matter(data):
    ann = data(*(entry(f'{i}.avi', person_boxes()) for i in range(6)))

    def load(num_workers, order, clips):
        dataset = PersonTubeDataset(
            ann,
            [
                dict(type='SampleFrames', clip_len=1, num_clips=clips),
                dict(type='TubeBoxNoise', seed=1),
            ],
        )
        loader = DataLoader(
            dataset, 2, sampler=order, num_workers=num_workers, collate_fn=list
        )
        return boxes_of([s for batch in loader for s in batch])

    torch.manual_seed(0)
    expected = load(0, range(6), 1)
    got = load(2, [5, 2, 0, 1, 4, 3], 4)
    assert expected.keys() == got.keys() and len(got) == 6
    assert all((expected[key] == got[key]).all() for key in got)


def test_a_box_never_leaves_the_frame():
    transform = TubeBoxNoise(level=1, shift=5.0, drop=0)
    for _ in range(20):
        boxes = noisy(transform, original_shape=(96, 128))
        assert (boxes[:, 2:] > 0).all()
        assert (boxes[:, :2] < [128, 96]).all()


def test_forgotten_clean_boxes_make_the_boxes_the_target(data):
    ann = data(
        entry(
            'a.avi', person_boxes() + 0.3, clean_boxes=person_boxes().tolist()
        )
    )
    dataset = PersonTubeDataset(
        ann,
        [
            dict(type='SampleFrames', clip_len=1),
            dict(type='TubeBoxNoise', level=0.5, seed=1000),
            dict(type='ForgetCleanBoxes'),
            dict(type='TubeBoxNoise', level=1.0),
        ],
    )
    first, second = dataset[0], dataset[0]
    detector = TubeBoxNoise(level=0.5, seed=1000)(sample())
    for result in (first, second):
        assert (result['clean_tube'].boxes == detector['tube'].boxes).all()
    assert (first['tube'].boxes != second['tube'].boxes).any()


def test_bad_arguments():
    with pytest.raises(ValueError, match='level must be >= 0, got -1'):
        TubeBoxNoise(level=-1)
    with pytest.raises(ValueError, match="start must be .* got 'x'"):
        TubeBoxNoise(start='x')
    with pytest.raises(ValueError, match='looseness must be in'):
        TubeBoxNoise(looseness=0.1)
    with pytest.raises(TypeError, match='losseness'):
        TubeBoxNoise(losseness=2)
    with pytest.raises(ValueError, match="a.avi#0: .*needs 'clean_boxes'"):
        TubeBoxNoise(start='clean_boxes')(sample())
    assert 'level=1.0, seed=None' in repr(TubeBoxNoise())
