"""The weights are those of before when a loss is not finite."""

import pytest
import torch
from mmengine.runner import Runner
from torch.utils.data import Dataset

import stn_action  # noqa: F401
from tests.engine.resumable import Dropping


class Broken(Dataset):
    metainfo = dict(classes=['a'])

    def __init__(self, broken):
        self.broken = broken

    def __len__(self):
        return 6

    def __getitem__(self, index):
        values = torch.ones(4) * index
        if index == self.broken:
            values[0] = float('nan')
        return dict(inputs=values)


def runner(tmp_path, broken=None, lr=0.1, **optim):
    return Runner(
        model=dict(type=Dropping),
        work_dir=str(tmp_path),
        train_dataloader=dict(
            batch_size=2,
            dataset=Broken(broken),
            sampler=dict(type='DefaultSampler', shuffle=False),
        ),
        train_cfg=dict(by_epoch=True, max_epochs=2),
        optim_wrapper=dict(optimizer=dict(type='SGD', lr=lr)) | optim,
        custom_hooks=[dict(type='FiniteLossHook')],
        default_scope='mmaction',
        experiment_name=f'finite{tmp_path.name}',
    )


def test_one_bad_sample_is_named_before_the_step(tmp_path):
    run = runner(tmp_path, broken=5)
    with pytest.raises(
        FloatingPointError,
        match='the loss is nan at iteration 3 because of sample 1 of the bat',
    ):
        run.train()
    assert all(p.isfinite().all() for p in run.model.parameters())


def test_divergence_is_told_from_a_bad_sample(tmp_path):
    run = runner(tmp_path)
    steps = []

    def explode(module, inputs, output):
        steps.append(module.training)
        return output * (float('inf') if module.training else 1)

    run.model.net.register_forward_hook(explode)
    with pytest.raises(FloatingPointError, match='training has diverged'):
        run.train()
    assert steps.count(True) == 1
    assert all(p.isfinite().all() for p in run.model.parameters())


def test_a_sound_training_is_left_alone(tmp_path):
    run = runner(tmp_path)
    run.train()
    assert run.iter == 6
    assert 'update_params' not in vars(run.optim_wrapper)
