"""Checkpoints of a real MMEngine Runner, and crafted ones."""

import io
import os
import pickle

import numpy as np
import pytest
import torch
from mmengine.evaluator import BaseMetric
from mmengine.hooks import EMAHook
from mmengine.logging import HistoryBuffer
from mmengine.model import BaseModel
from mmengine.optim.scheduler.param_scheduler import OneCycleParamScheduler
from mmengine.registry import PARAM_SCHEDULERS
from mmengine.runner import Runner
from torch.serialization import get_unsafe_globals_in_checkpoint

try:
    from numpy._core import multiarray
except ImportError:  # NumPy 1
    from numpy.core import multiarray

BATCHES, EPOCHS = 3, 2

# What a scheduler of each family cannot do without.
SCHEDULERS = dict(
    Constant={},
    CosineAnnealing=dict(T_max=4),
    Exponential=dict(gamma=0.9),
    CosineRestart=dict(periods=[2, 2], restart_weights=[1, 0.5], eta_min=0.0),
    Linear={},
    MultiStep=dict(milestones=[1, 1, 2]),
    Poly={},
    OneCycle=dict(total_steps=100, eta_max=0.1, by_epoch=False),
    ReduceOnPlateau=dict(monitor='score'),
    Step=dict(step_size=1),
)


def all_schedulers() -> list:
    """A config of every registered scheduler of learning rate or momentum."""
    configs = []
    for name in sorted(PARAM_SCHEDULERS.module_dict):
        for family, options in SCHEDULERS.items():
            if name in (f'{family}LR', f'{family}Momentum'):
                configs.append(dict(type=name, **options))
    return configs


class Model(BaseModel):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(2, 1)

    def forward(self, inputs, mode='tensor'):
        value = self.linear(torch.stack(inputs)).sum()
        return dict(loss=value**2) if mode == 'loss' else [value]


class Score(BaseMetric):
    """Always 0.5, as a NumPy scalar, as MMAction2's metrics return it."""

    def process(self, data_batch, data_samples):
        self.results.append(0)

    def compute_metrics(self, results):
        return dict(score=np.float64(0.5))


def make_runner(work_dir, max_epochs=EPOCHS, **kwargs) -> Runner:
    data = dict(
        dataset=[dict(inputs=torch.ones(2) * i) for i in range(BATCHES)],
        sampler=dict(type='DefaultSampler', shuffle=False),
        batch_size=1,
    )
    return Runner(
        Model(),
        str(work_dir),
        experiment_name=str(id(kwargs)),
        train_dataloader=data,
        val_dataloader=data,
        val_evaluator=[Score()],
        train_cfg=dict(by_epoch=True, max_epochs=max_epochs),
        val_cfg={},
        optim_wrapper=dict(
            optimizer=dict(type='SGD', lr=0.01, momentum=0.9),
            paramwise_cfg=dict(bias_lr_mult=2.0),
        ),
        param_scheduler=all_schedulers(),
        custom_hooks=[EMAHook()],
        default_hooks=dict(
            checkpoint=dict(
                type='CheckpointHook', save_best='score', rule='greater'
            )
        ),
        **kwargs,
    )


@pytest.fixture(scope='module')
def trained(tmp_path_factory) -> Runner:
    """A Runner that has trained; its checkpoints lie in its work_dir."""
    runner = make_runner(tmp_path_factory.mktemp('work_dir'))
    runner.train()
    return runner


def last_checkpoint(runner) -> str:
    return os.path.join(runner.work_dir, f'epoch_{EPOCHS}.pth')


def test_every_scheduler_is_covered():
    families = {
        name.removesuffix('ParamScheduler')
        for name in PARAM_SCHEDULERS.module_dict
        if name.endswith('ParamScheduler')
    }
    assert families == set(SCHEDULERS)
    assert len(all_schedulers()) == 2 * len(families) - 1  # OneCycle: LR only


def test_checkpoint_holds_what_was_saved(trained):
    loaded = torch.load(last_checkpoint(trained), weights_only=True)
    assert loaded['meta']['iter'] == BATCHES * EPOCHS
    assert len(loaded['param_schedulers']) == len(all_schedulers())
    one_cycle = [
        state['anneal_func']
        for state in loaded['param_schedulers']
        if 'anneal_func' in state
    ]
    assert one_cycle == [OneCycleParamScheduler._annealing_cos]
    losses = loaded['message_hub']['log_scalars']['train/loss']
    kept = trained.message_hub.get_scalar('train/loss')
    assert np.array_equal(losses.data[0], kept.data[0])
    assert losses.statistics('max') == kept.data[0].max()
    info = loaded['message_hub']['runtime_info']
    assert info['best_score'] == 0.5
    assert isinstance(info['best_score'], np.float64)


def test_resume_goes_on(trained, tmp_path):
    runner = make_runner(
        tmp_path, EPOCHS + 1, resume=True, load_from=last_checkpoint(trained)
    )
    runner.train()
    assert runner.iter == BATCHES * (EPOCHS + 1)
    losses = runner.message_hub.get_scalar('train/loss')
    assert len(losses.data[0]) == BATCHES * (EPOCHS + 1)
    assert type(losses.data[0]) is np.ndarray
    # The checkpoint of the resumed run is like any other of MMEngine.
    saved = os.path.join(tmp_path, f'epoch_{EPOCHS + 1}.pth')
    asked = get_unsafe_globals_in_checkpoint(saved)
    assert not [name for name in asked if 'stn_action' in name]
    assert torch.load(saved, weights_only=True)['meta']['epoch'] == EPOCHS + 1


def test_load_from_and_best_checkpoint(trained, tmp_path):
    best = os.path.join(trained.work_dir, 'best_score_epoch_1.pth')
    runner = make_runner(tmp_path, load_from=best)
    runner.call_hook('before_run')  # EMAHook makes its copy
    runner.load_or_resume()
    expected = torch.load(best, weights_only=True)['state_dict']
    assert torch.equal(runner.model.linear.weight, expected['linear.weight'])


@pytest.mark.parametrize(
    'value',
    [
        np.float32(2.5),
        np.int64(-3),
        np.bool_(True),
        np.str_('hé'),
        np.arange(6.0).reshape(2, 3),
        np.arange(6.0).reshape(2, 3).T,
        np.array(['a', 'bcd']),
        np.zeros(0, np.float16),
        np.arange(3, dtype='>i4'),
    ],
    ids=repr,
)
def test_numpy_values(value):
    loaded = load(value)
    assert np.array_equal(loaded, value)
    assert loaded.dtype == value.dtype.newbyteorder('=')
    assert isinstance(loaded, type(value))
    if isinstance(value, np.ndarray):  # arithmetic leaves the stand-in behind
        assert type(np.append(loaded, loaded)) is np.ndarray


def load(value):
    """``value`` through a file, as mmengine.runner.checkpoint loads it."""
    buffer = io.BytesIO()
    torch.save(value, buffer)
    buffer.seek(0)
    return torch.load(buffer)


class Call:
    """Pickled as the call ``function(*args)``, then ``state`` to set."""

    def __init__(self, function, *args, state=None):
        self.pickled = (function, args, state)

    def __reduce__(self):
        return self.pickled


@pytest.mark.parametrize('from_url', [False, True])
def test_command_is_refused(tmp_path, monkeypatch, from_url):
    marker = tmp_path / 'was_run'
    # Where torch.hub keeps what it has downloaded.
    monkeypatch.setenv('TORCH_HOME', str(tmp_path))
    path = tmp_path / 'hub/checkpoints/crafted.pth'
    path.parent.mkdir(parents=True)
    torch.save(dict(state_dict=Call(os.system, f'touch {marker}')), path)
    runner = make_runner(
        tmp_path / 'work_dir',
        load_from='https://localhost/crafted.pth' if from_url else str(path),
    )
    with pytest.raises(pickle.UnpicklingError, match='system'):
        runner.load_or_resume()
    assert not marker.exists()
    torch.load(path, weights_only=False)  # the trap was a live one
    assert marker.exists()


OBJECT_FLAG = (3, '|', None, None, None, 8, 1, 1)  # "holds pointers"
FORGED_DTYPE = Call(np.dtype, 'V8', False, True, state=OBJECT_FLAG)


@pytest.mark.parametrize(
    'crafted, message',
    [
        (Call(getattr, HistoryBuffer, '__init__'), 'damaged or malicious'),
        (
            Call(getattr, HistoryBuffer, '__subclasses__'),
            'damaged or malicious',
        ),
        (
            Call(getattr, OneCycleParamScheduler, 'mean'),
            'damaged or malicious',
        ),
        (Call(getattr, [], 'append'), 'damaged or malicious'),
        (
            Call(getattr, Call(getattr, HistoryBuffer, 'mean'), '__globals__'),
            'damaged or malicious',
        ),
        (Call(eval, '1'), 'eval'),
        (np.array([object()], dtype=object), "dtype 'O8'"),
        (FORGED_DTYPE, "dtype 'V8'"),
        (
            Call(np.dtype, 'f8', state=(3, 'X', None, None, None, 8, 1, 1)),
            'byte order',
        ),
        (Call(np.ndarray, (1,), 'O', bytes(8)), 'positional argument'),
        (Call(multiarray.scalar, 'O', 1), 'where its dtype belongs'),
        (Call(bytes, 10), 'positional argument'),
    ],
)
def test_crafted_values_are_refused(crafted, message):
    with pytest.raises((pickle.UnpicklingError, TypeError), match=message):
        load(crafted)


def test_forged_flags_do_not_reach_numpy():
    harmless = Call(np.dtype, 'S8', False, True, state=OBJECT_FLAG)
    array = Call(
        multiarray._reconstruct,
        np.ndarray,
        (0,),
        b'b',
        state=(1, (1,), harmless, False, b'12345678'),
    )
    loaded = load(array)
    assert not loaded.dtype.hasobject
    assert loaded.tolist() == [b'12345678']
