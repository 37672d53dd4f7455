"""A tiny training whose every part draws random numbers."""

import itertools
import random

import numpy as np
import torch
from mmengine.evaluator import BaseMetric
from mmengine.hooks import Hook
from mmengine.model import BaseModel
from mmengine.runner import Runner
from torch import nn
from torch.utils.data import Dataset

import stn_action  # noqa: F401

SAMPLES, EPOCHS, BATCH = 12, 3, 4
ITERS = SAMPLES // BATCH
_NUMBERS = itertools.count()
#: Samples that were loaded in this process.
LOADED = []


class Kill(Exception):
    """The end of a process."""


class KillAt(Hook):
    """Ends the training at a call: ('after_train_iter', iterations done)."""

    priority = 'LOWEST'

    def __init__(self, call, iters):
        setattr(self, call, self._kill)
        self.iters = iters

    def _kill(self, runner, *args, **kwargs):
        if runner.iter == self.iters:
            raise Kill


class Augmented(Dataset):
    """Each sample is jittered by all three generators."""

    metainfo = dict(classes=['a'])

    def __len__(self):
        return SAMPLES

    def __getitem__(self, index):
        LOADED.append(index)
        noise = [np.random.randn(), random.random(), torch.randn(()).item()]
        return dict(inputs=torch.tensor([index / SAMPLES, *noise]))


class Dropping(BaseModel):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(), nn.Linear(8, 1)
        )

    def forward(self, inputs, mode='tensor'):
        out = self.net(torch.stack(inputs))
        if mode == 'loss':
            return dict(loss=out.square().mean())
        return [dict(out=value.item()) for value in out]


class MeanOut(BaseMetric):
    """Falls as the training goes on, so later checkpoints are the best."""

    def process(self, data_batch, data_samples):
        self.results += [abs(sample['out']) for sample in data_samples]

    def compute_metrics(self, results):
        return dict(loss_of_val=float(np.mean(results)))


def tiny_runner(
    work_dir,
    by_epoch=True,
    workers=0,
    resume=False,
    kill=None,
    seed=0,
    batch=BATCH,
    hook='ResumableCheckpointHook',
    schedule=True,
    sampler=None,
    saved_by_epoch=None,
    interval=None,
    **checkpoint,
):
    """See the tests; ``kill`` are the arguments of :class:`KillAt`."""
    loader = dict(
        batch_size=batch,
        num_workers=workers,
        persistent_workers=workers > 0,
        dataset=Augmented(),
    )
    sampler = sampler or ('DefaultSampler' if by_epoch else 'InfiniteSampler')
    iters = EPOCHS * ITERS
    saves_epochs = by_epoch if saved_by_epoch is None else saved_by_epoch
    return Runner(
        model=dict(type=Dropping),
        work_dir=str(work_dir),
        train_dataloader=dict(loader, sampler=dict(type=sampler)),
        val_dataloader=dict(
            loader, sampler=dict(type='DefaultSampler', shuffle=False)
        ),
        val_evaluator=dict(type=MeanOut),
        val_cfg=dict(),
        train_cfg=(
            dict(by_epoch=True, max_epochs=EPOCHS)
            if by_epoch
            else dict(by_epoch=False, max_iters=iters, val_interval=ITERS)
        ),
        optim_wrapper=dict(optimizer=dict(type='SGD', lr=0.1, momentum=0.9)),
        param_scheduler=(
            dict(type='CosineAnnealingLR', T_max=iters, end=iters)
            | dict(by_epoch=False, eta_min_ratio=0.01)
            if schedule
            else None
        ),
        default_hooks=dict(
            logger=dict(type='LoggerHook', interval=1),
            checkpoint=dict(
                type=hook,
                by_epoch=saves_epochs,
                interval=interval or (1 if by_epoch else ITERS),
                **checkpoint,
            ),
        ),
        custom_hooks=[KillAt(*kill)] if kill else [],
        randomness=dict(seed=seed),
        resume=resume,
        experiment_name=f'resumable{next(_NUMBERS)}',  # global state by name
        default_scope='mmaction',
    )


def train(work_dir, **kwargs):
    """Train until the end or the kill; the Runner."""
    runner = tiny_runner(work_dir, **kwargs)
    try:
        runner.train()
    except Kill:
        assert kwargs['kill']
    return runner


def same_state(one, other):
    """Whether two Runners hold the same weights, moments and history."""
    ours, theirs = list(_tensors(one)), list(_tensors(other))
    return len(ours) == len(theirs) and all(map(torch.equal, ours, theirs))


def _tensors(runner):
    yield from runner.model.state_dict().values()
    for state in runner.optim_wrapper.state_dict()['state'].values():
        yield state['momentum_buffer']
    for name in ('train/loss', 'val/loss_of_val'):
        values = runner.message_hub.log_scalars[name].data[0]
        yield torch.tensor(np.asarray(values, np.float64))
