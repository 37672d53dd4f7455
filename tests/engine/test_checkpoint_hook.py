"""Kill and resume, in one process: the state is the one without a kill."""

import random
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from stn_action.engine.resume import (
    atomic_backend,
    get_random_state,
    set_random_state,
)
from tests.engine.resumable import (
    BATCH,
    EPOCHS,
    ITERS,
    LOADED,
    SAMPLES,
    Kill,
    same_state,
    tiny_runner,
    train,
)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    """A busy disk takes seconds; nothing here outlives the machine."""
    monkeypatch.setattr(atomic_backend.os, 'fsync', lambda handle: None)


@pytest.mark.parametrize(
    'by_epoch, workers, kill',
    [
        (True, 0, ('after_train_iter', ITERS + 1)),  # in the second epoch
        (True, 0, ('after_val_iter', ITERS)),  # in the first validation
        (True, 1, ('after_val', 2 * ITERS)),  # after the second
        (False, 0, ('after_val_iter', 2 * ITERS)),
        (False, 1, ('after_train_iter', 2 * ITERS + 1)),
    ],
)
def test_a_resumed_run_is_the_uninterrupted_one(
    tmp_path, by_epoch, workers, kill
):
    kinds = dict(by_epoch=by_epoch, workers=workers)
    kinds.update(save_best='loss_of_val', max_keep_ckpts=1)
    whole = train(tmp_path / 'whole', **kinds)
    train(tmp_path / 'killed', kill=kill, **kinds)
    np.random.seed(7)  # another process would start with another state
    torch.manual_seed(7)
    resumed = train(tmp_path / 'killed', resume=True, **kinds)
    assert same_state(resumed, whole)
    names = [
        sorted(path.name for path in (tmp_path / run).glob('*.pth'))
        for run in ('whole', 'killed')
    ]
    assert names[0] == names[1] and len(names[0]) == 2  # the last, the best


@pytest.mark.parametrize('sampler', ['InfiniteSampler', 'DefaultSampler'])
@pytest.mark.parametrize('iters', [ITERS, 2 * ITERS])
def test_iterations_that_are_done_are_not_loaded_again(
    tmp_path, sampler, iters, monkeypatch
):
    """MMEngine reads all data up to the iteration that was reached."""
    monkeypatch.setattr('mmengine.runner.loops.time.sleep', lambda s: None)
    kinds = dict(by_epoch=False, sampler=sampler)
    whole = train(tmp_path / 'whole', **kinds)
    train(tmp_path / 'killed', kill=('after_train_iter', iters + 1), **kinds)
    LOADED.clear()
    resumed = train(tmp_path / 'killed', resume=True, **kinds)
    assert same_state(resumed, whole)
    left = EPOCHS * ITERS - iters
    validations = EPOCHS - iters // ITERS + 1  # one is made up for
    assert len(LOADED) == left * BATCH + validations * SAMPLES


def test_resumed_in_the_middle_of_an_epoch(tmp_path, caplog):
    """MMEngine cannot go on there, and says nothing."""
    folder = tmp_path / 'killed'
    middle = dict(by_epoch=True, saved_by_epoch=False, interval=2)
    train(folder, kill=('after_train_iter', ITERS + 1), **middle)
    runner = tiny_runner(folder, resume=True, **middle)
    runner.logger.addHandler(caplog.handler)
    runner.train()
    assert (
        'Resumed in the middle of epoch 2, which begins anew: 1 iterations'
    ) in caplog.text
    assert runner.iter == EPOCHS * ITERS + 1


def test_the_seed_need_not_be_given(tmp_path):
    """The data loader is built before a checkpoint tells the seed."""
    train(tmp_path / 'a', seed=None, kill=('after_train_iter', ITERS + 1))
    fork = tmp_path / 'b'
    fork.mkdir()
    for path in (tmp_path / 'a').glob('*.pth'):
        (fork / path.name).write_bytes(path.read_bytes())
    first = train(tmp_path / 'a', seed=None, resume=True)
    second = train(fork, seed=None, resume=True)
    assert same_state(first, second)


def test_the_number_of_workers_changes_nothing(tmp_path):
    assert same_state(train(tmp_path / 'a'), train(tmp_path / 'b', workers=1))


def test_augmentation_differs_from_epoch_to_epoch(tmp_path):
    losses = train(tmp_path).message_hub.log_scalars['train/loss'].data[0]
    assert len(set(losses.tolist())) == EPOCHS * ITERS


def test_kill_while_the_only_checkpoint_is_replaced(tmp_path, monkeypatch):
    """MMEngine removes the old one first, and writes to the final name."""
    train(tmp_path, max_keep_ckpts=1, kill=('after_train_iter', ITERS + 1))

    def power_cut(*args):
        raise Kill

    monkeypatch.setattr(atomic_backend.os, 'fsync', power_cut)
    train(tmp_path, max_keep_ckpts=1, resume=True, kill=('before_run', -1))
    assert [p.name for p in tmp_path.glob('*.pth')] == ['epoch_1.pth']
    assert len(list(tmp_path.glob('.unfinished-epoch_2.pth-*'))) == 1
    monkeypatch.undo()
    train(tmp_path, max_keep_ckpts=1, resume=True)
    assert [p.name for p in tmp_path.glob('*.pth')] == [f'epoch_{EPOCHS}.pth']
    assert not list(tmp_path.glob('.unfinished*'))


def resumed(tmp_path, caplog):
    runner = tiny_runner(tmp_path, resume=True)
    runner.logger.addHandler(caplog.handler)
    runner.train()
    return runner, caplog.text


DAMAGE = {
    'truncated': lambda path: path.write_bytes(path.read_bytes()[:-900]),
    'empty': lambda path: path.write_bytes(b''),
    'flipped': lambda path: path.write_bytes(flip(path.read_bytes())),
    'gone': Path.unlink,
}


def flip(content: bytes) -> bytes:
    at = 4096
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize('damage', DAMAGE)
def test_falls_back_to_the_last_whole_checkpoint(tmp_path, caplog, damage):
    train(tmp_path, kill=('after_train_iter', 2 * ITERS + 1))
    DAMAGE[damage](tmp_path / 'epoch_2.pth')
    runner, text = resumed(tmp_path, caplog)
    assert 'epoch_2.pth cannot be used: ' in text
    assert f'falling back to {tmp_path}/epoch_1.pth' in text
    assert runner.iter == EPOCHS * ITERS
    assert same_state(runner, train(tmp_path / 'whole'))


@pytest.mark.parametrize('content', ['', '\0\0', 'nowhere/epoch_9.pth'])
def test_a_bad_last_checkpoint(tmp_path, caplog, content):
    train(tmp_path, kill=('after_train_iter', 2 * ITERS + 1))
    (tmp_path / 'last_checkpoint').write_text(content)
    runner, text = resumed(tmp_path, caplog)
    assert f'falling back to {tmp_path}/epoch_2.pth' in text
    assert runner.iter == EPOCHS * ITERS


def test_a_moved_work_dir(tmp_path, caplog):
    train(tmp_path / 'old', kill=('after_train_iter', 2 * ITERS + 1))
    (tmp_path / 'old').rename(tmp_path / 'new')
    _, text = resumed(tmp_path / 'new', caplog)
    assert 'falling back' not in text and 'starts anew' not in text


def test_nothing_to_resume(tmp_path, caplog):
    runner, text = resumed(tmp_path, caplog)
    assert 'the training starts anew' in text
    assert runner.iter == EPOCHS * ITERS


def test_a_named_checkpoint_that_is_damaged(tmp_path):
    path = tmp_path / 'mine.pth'
    path.write_bytes(b'PK not a checkpoint')
    runner = tiny_runner(tmp_path, resume=True)
    runner._load_from = str(path)
    with pytest.raises(ValueError, match=r'mine\.pth: it is damaged'):
        runner.train()


def test_a_checkpoint_of_mmengines_hook(tmp_path, caplog):
    kill = ('after_train_iter', ITERS + 1)
    train(tmp_path, hook='CheckpointHook', kill=kill)
    _, text = resumed(tmp_path, caplog)
    assert 'The checkpoint holds no random state' in text


def test_random_state_round_trip(tmp_path):
    path = tmp_path / 'state.pth'
    torch.save(get_random_state(), path)
    drawn = [np.random.rand(), random.random(), torch.rand(()).item()]
    set_random_state(torch.load(path, weights_only=True))
    again = [np.random.rand(), random.random(), torch.rand(()).item()]
    assert again == drawn


@pytest.mark.parametrize(
    'by_epoch, batch, expected',
    [
        (True, 4, None),
        (
            True,
            6,
            r'6 samples a step instead of 4\. .* an epoch has 2 iterations '
            r'instead of 3, and the training ends at iteration 7\. .*'
            r'\(CosineAnnealingLR to 9\): they do not reach their end',
        ),
        (
            True,
            3,
            r'4 iterations instead of 3, and the training ends at iteration '
            r'11\. .*they end 2 iterations before the training does',
        ),
        (False, 6, r'6 samples a step instead of 4.*count iterations and go'),
    ],
)
@pytest.mark.parametrize('hook', ['ResumableCheckpointHook', 'CheckpointHook'])
def test_another_batch_size(
    tmp_path, caplog, monkeypatch, by_epoch, batch, expected, hook
):
    if hook == 'CheckpointHook':  # which has the config's text alone
        text = 'train_dataloader = dict(\n    batch_size=4, num_workers=0)\n'
        monkeypatch.setattr(
            'mmengine.config.Config.pretty_text', property(lambda cfg: text)
        )
    kill = ('after_train_iter', ITERS + 1)
    train(tmp_path, by_epoch=by_epoch, kill=kill, hook=hook)
    runner = tiny_runner(tmp_path, by_epoch=by_epoch, resume=True, batch=batch)
    runner.logger.addHandler(caplog.handler)
    runner.train()
    said = [m for m in caplog.messages if 'samples a step' in m]
    if expected is None:
        assert not said
    else:
        assert re.search(expected, said[0]), said
        if by_epoch:
            wanted = int(re.search(r'ends at iteration (\d+)', said[0])[1])
            assert runner.iter == wanted
