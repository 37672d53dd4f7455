"""The policy for samples that cannot be made."""

import copy
import gc
import logging
import os
import pickle
from types import SimpleNamespace

import pytest
from mmengine.dataset import RepeatDataset, pseudo_collate
from mmengine.logging import MMLogger
from torch.utils.data import DataLoader

from stn_action.datasets import PersonTubeDataset
from stn_action.datasets.skipped_samples import SampleError, SkippedSamples
from stn_action.engine import SkippedSamplesHook
from tests.datasets.tube_videos import entry, person_boxes

PIPELINE = [
    dict(type='SampleFrames', clip_len=1, num_clips=2),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    dict(type='TubeCrop', size=16),
]


def load(data, names, *others, **options):
    """Of a.avi and b.avi, which are good, and c.avi, which is no video."""
    (data.folder / 'c.avi').write_text('no video')
    ann = data(*(entry(f'{n}.avi', person_boxes()) for n in names), *others)
    options = dict(dict(on_error='skip', max_skipped=0.5), **options)
    return PersonTubeDataset(
        ann, PIPELINE, dict(video=str(data.folder)), **options
    )


def test_another_sample_in_its_place(data):
    dataset = load(data, 'abc')
    names = {dataset[2]['sample_id'] for _ in range(20)}
    assert names == {'a.avi#0', 'b.avi#0'}
    skipped = dataset.skipped.all()
    assert len(skipped) >= 20 and {s.name for s in skipped} == {'c.avi#0'}
    assert 'ann.json, entry 2 ' in skipped[0].reason
    assert 'DecordInit: RuntimeError' in skipped[0].reason


def test_raising_is_the_default(data):
    dataset = load(data, 'abc', on_error='raise')
    assert dataset.skipped is None
    with pytest.raises(SampleError, match='entry 2 .*c.avi'):
        dataset[2]


@pytest.mark.parametrize('num_workers', [0, 2])
def test_worker_processes_report_to_the_main_one(data, num_workers):
    dataset = load(data, 'abca')
    loader = DataLoader(
        RepeatDataset(dataset, 2),
        batch_size=2,
        num_workers=num_workers,
        collate_fn=pseudo_collate,
    )
    assert sum(len(batch['sample_id']) for batch in loader) == 8
    lines = []
    runner = SimpleNamespace(
        train_dataloader=loader,
        logger=SimpleNamespace(warning=lines.append),
    )
    hook = SkippedSamplesHook()
    hook.before_val_epoch(runner)  # of a validation alone
    hook.before_train(runner)
    hook.after_train_epoch(runner)
    hook.after_train_epoch(runner)  # nothing new
    (line,) = lines
    times = len(dataset.skipped.all())
    assert times >= 2
    assert line.startswith(
        f'Training samples: skipped {times} times, 1 different samples. '
    )
    assert 'c.avi' in line and '\n' not in line


@pytest.mark.parametrize('num_workers', [0, 1])
def test_it_stops_above_the_share(data, num_workers):
    (data.folder / 'd.avi').write_text('no video either')
    dataset = load(data, 'acd', max_skipped=0.4)
    loader = DataLoader(
        dataset, num_workers=num_workers, collate_fn=pseudo_collate
    )
    with pytest.raises(
        SampleError,
        match='^2 of 3 samples cannot be made, more than the share of 0.4 .*'
        'max_skipped.*c.avi.*d.avi',
    ) as error:
        for _ in range(50):  # until both have been drawn
            list(loader)
    assert len(str(error.value).splitlines()) == 1


def test_one_sample_counts_once_however_often_it_is_drawn(data):
    dataset = load(data, 'abc', max_skipped=0.34)
    for _ in range(10):
        dataset[2]
    with pytest.raises(SampleError, match='1 of 3'):
        load(data, 'abc', max_skipped=0.3)[2]


def test_invalid_entries_are_left_out_and_counted(data):
    bad = dict(entry('b.avi', person_boxes()), label=7)
    dataset = load(data, 'ab', bad, 5)
    assert len(dataset) == 2 and dataset[1]['sample_id'] == 'b.avi#0'
    assert [s.name for s in dataset.skipped.all()] == ['entry 2', 'entry 3']
    with pytest.raises(SampleError, match='1 of 4 .*0.2.*unknown label 7'):
        load(data, 'ab', bad, 5, max_skipped=0.2)
    dataset = load(data, 'ac', bad, 'a', max_skipped=0.5)
    with pytest.raises(SampleError, match='3 of 4'):
        dataset[1]


@pytest.mark.parametrize(
    'options, message',
    [
        (dict(on_error='ignore'), "'raise' or 'skip', got 'ignore'"),
        (dict(max_skipped=1.5), r'share in \[0, 1\], got 1.5'),
        (dict(test_mode=True), "on_error='skip' is for training.*--good"),
    ],
)
def test_options(data, options, message):
    with pytest.raises(ValueError, match=message):
        load(data, 'a', **options)


def test_the_record_is_removed_by_its_owner_alone():
    record = SkippedSamples(0.5)
    other = pickle.loads(pickle.dumps(record))
    other.add('a', 'reason\nof two lines', 4)
    assert record.new() == [('a', 'reason\nof two lines')]
    assert copy.deepcopy(record).all() == record.all()
    path = record.path
    del other
    gc.collect()
    assert os.path.exists(path)
    del record
    gc.collect()
    assert not os.path.exists(path)


def test_skips_are_logged_at_once(data, caplog):
    dataset = load(data, 'ac')
    logger = MMLogger.get_instance('skips_at_once')
    logger.addHandler(caplog.handler)
    with caplog.at_level(logging.WARNING, logger='skips_at_once'):
        dataset[1]
    logger.removeHandler(caplog.handler)
    assert 'skipped: ' in caplog.text and 'c.avi' in caplog.text
