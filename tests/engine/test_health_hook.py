"""The hook in real runs of a tiny model on random clips."""

import copy
import logging
from types import SimpleNamespace

import pytest
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.model import BaseModel
from mmengine.registry import DefaultScope
from mmengine.runner import Runner
from torch import nn
from torch.utils.data import Dataset

import stn_action  # noqa: F401
from stn_action.engine import STNHealthHook
from stn_action.models import Refocusing

STN = dict(
    looks_at=dict(type='Thumbnail', size=16),
    localisation=dict(
        type='LargeKernelConv',
        kernel_sizes=(9, 7),
        channels=(4, 4),
        hidden=8,
        dropout=0.0,
    ),
)


class Clips(Dataset):
    metainfo = dict()

    def __init__(self, broken=None):
        self.broken = broken

    def __len__(self):
        return 8

    def __getitem__(self, index):
        generator = torch.Generator().manual_seed(index)
        clip = torch.rand(3, 4, 16, 16, generator=generator)
        if index == self.broken:
            clip[0, 0, 0, 0] = float('nan')
        sample = ActionDataSample()
        sample.set_metainfo(dict(sample_id=f'clip{index}.avi#0'))
        return dict(inputs=clip, data_samples=sample)


@MODELS.register_module()
class TinyModel(Refocusing, BaseModel):
    """A view, its mean, and a loss that rewards a bright view."""

    def __init__(self, stn, push=1.0):
        super().__init__()
        self._init_refocusing(stn)
        self.fc = nn.Linear(1, 1)
        self.push = push

    def forward(self, inputs, data_samples=None, mode='tensor'):
        seen = self.refocus(torch.stack(list(inputs)), data_samples)
        scale = seen.sampled.theta[:, 0, 0].mean() * self.push
        bright = self.fc(seen.pixels.mean().view(1, 1)).mean()
        return dict(loss=bright + scale)


def run(
    tmp_path,
    name,
    stn=STN,
    broken=None,
    push=1.0,
    optim=None,
    epochs=2,
    **hook,
):
    runner = Runner(
        model=dict(type='TinyModel', stn=stn, push=push),
        work_dir=str(tmp_path),
        train_dataloader=dict(
            batch_size=2,
            dataset=Clips(broken),
            sampler=dict(type='DefaultSampler', shuffle=False),
            collate_fn=dict(type='pseudo_collate'),
        ),
        train_cfg=dict(by_epoch=True, max_epochs=epochs),
        optim_wrapper={
            'optimizer': dict(type='SGD', lr=1.0),
            **(optim or dict(constructor='STNOptimWrapperConstructor')),
        },
        custom_hooks=[dict(type='STNHealthHook', interval=1, **hook)],
        default_scope='mmaction',
        visualizer=dict(
            type='ActionVisualizer',
            name=name,
            vis_backends=[dict(type='TensorboardVisBackend')],
        ),
        default_hooks=dict(logger=dict(type='LoggerHook', interval=1)),
        experiment_name=name,
    )
    return runner


def messages(runner, caplog):
    runner.logger.addHandler(caplog.handler)
    with caplog.at_level(logging.WARNING):
        runner.train()
    return caplog.text


@pytest.fixture(autouse=True)
def own_scope():
    yield
    DefaultScope.get_instance('mmaction', scope_name='mmaction')


def test_logs_what_theta_does(tmp_path, caplog):
    runner = run(tmp_path, 'logs')
    text = messages(runner, caplog)
    assert 'STN health' not in text
    logged = runner.message_hub.log_scalars
    for key in (
        'scale',
        'shift',
        'outside',
        'motion',
        'grad_norm',
        'lr',
        'lr_ratio',
    ):
        assert f'train/stn/{key}' in logged, key
    assert logged['train/stn/lr'].current() == pytest.approx(1e-4)
    assert logged['train/stn/lr_ratio'].current() == pytest.approx(1e-4)
    first_scale = logged['train/stn/scale'].data[0][0]
    assert first_scale == pytest.approx(1.0, abs=1e-3)
    assert logged['train/stn/grad_norm'].data[0][0] > 0


def test_it_reaches_tensorboard(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import (
        EventAccumulator,
    )

    run(tmp_path, 'board').train()
    folder = next(tmp_path.rglob('events.out.tfevents*')).parent
    events = EventAccumulator(str(folder)).Reload()
    scales = [event.value for event in events.Scalars('stn/scale')]
    assert scales and scales[0] == pytest.approx(1.0, abs=1e-2)


def test_a_forgotten_constructor_is_loud(tmp_path, caplog):
    text = messages(
        run(tmp_path, 'forgotten', optim=dict(type='OptimWrapper')), caplog
    )
    assert "stn's learning rate is 1 of the backbone's 1, not" in text
    assert "constructor='STNOptimWrapperConstructor'" in text


def test_a_collapse_is_loud(tmp_path, caplog):
    optim = dict(
        constructor='STNOptimWrapperConstructor',
        paramwise_cfg=dict(any_lr_mult=True),
    )
    text = messages(
        run(
            tmp_path,
            'collapse',
            {**STN, 'lr_mult': 1.0},
            push=10.0,
            optim=optim,
            epochs=6,
        ),
        caplog,
    )
    assert 'the view has collapsed to 0.2' in text


def test_a_view_that_leaves_the_crop_is_loud(tmp_path, caplog):
    stn = {
        **STN,
        'lr_mult': 1.0,
        'transformation': dict(type='attention', max_scale=3.0),
    }
    optim = dict(
        constructor='STNOptimWrapperConstructor',
        paramwise_cfg=dict(any_lr_mult=True),
    )
    text = messages(
        run(tmp_path, 'leaves', stn, push=-10.0, optim=optim, epochs=6), caplog
    )
    assert 'of the view lies outside the crop' in text


def test_a_view_that_never_moves_is_loud_once(tmp_path, caplog):
    text = messages(
        run(tmp_path, 'still', push=0.0, patience=3, epochs=3), caplog
    )
    assert text.count('so the STN does nothing') == 1
    assert 'STNRefocuser' in text


def test_a_theta_that_is_not_finite_names_the_sample(tmp_path):
    with pytest.raises(
        FloatingPointError, match=r'the pixels of clip5\.avi#0 are not'
    ):
        run(tmp_path, 'nan', broken=5).train()


def test_a_diverged_theta_names_the_batch(tmp_path):
    runner = run(tmp_path, 'diverged')
    runner.model.init_weights = lambda: None  # or the nan would be replaced
    torch.nn.init.constant_(
        runner.model.stn.localisation.regressor.bias, float('nan')
    )
    with pytest.raises(FloatingPointError, match='training has diverged'):
        runner.train()


def test_no_stn_in_the_model(tmp_path):
    runner = run(tmp_path, 'none')
    del runner.model.stn
    runner.optim_wrapper = runner.build_optim_wrapper(
        dict(optimizer=dict(type='SGD', lr=1.0))
    )
    with pytest.raises(TypeError, match='found no stn'):
        runner.train()


class TwoRates(TinyModel):
    """A backbone and a faster head, as the recipes of fine-tuning have."""

    def __init__(self, stn):
        super().__init__(stn)
        self.backbone, self.cls_head = nn.Linear(1, 1), self.fc


def said_of(groups, model, caplog):
    runner = SimpleNamespace(
        model=model,
        train_dataloader=SimpleNamespace(dataset=[]),
        logger=logging.getLogger('health'),
        optim_wrapper=torch.optim.SGD(groups, lr=0.1),
    )
    hook = STNHealthHook()
    hook.before_train(runner)
    hook.after_train(runner)
    return caplog.text


@pytest.mark.parametrize('mult, loud', [(1e-5, False), (9e-6, True)])
def test_a_fast_head_is_not_the_backbone(mult, loud, caplog):
    """The recipes at 1e-5 train the head five times as fast."""
    model = TwoRates(STN)
    groups = [
        dict(params=model.backbone.parameters(), lr=0.01),
        dict(params=model.cls_head.parameters(), lr=0.05),
        dict(params=model.stn.parameters(), lr=0.01 * mult),
    ]
    text = said_of(groups, model, caplog)
    assert ("of the backbone's 0.01, not" in text) is loud


def test_a_second_stn_is_checked_and_measured(caplog):
    """The first has its rate, the second that of everything else."""
    model = TwoRates(STN)
    model.part = nn.Module()
    model.part.stn = copy.deepcopy(model.stn)
    groups = [
        dict(params=model.backbone.parameters(), lr=0.01),
        dict(params=model.stn.parameters(), lr=1e-6),
        dict(params=model.part.stn.parameters(), lr=0.01),
    ]
    text = said_of(groups, model, caplog)
    assert text.count('learning rate is') == 1
    assert "part.stn's learning rate is 1 of the backbone's 0.01" in text


def test_an_absolute_eta_min_is_loud(tmp_path, caplog):
    """It brings every group to one rate in the end, the STN's up."""
    runner = run(tmp_path, 'eta_min', epochs=4)
    runner.param_schedulers = [
        dict(type='CosineAnnealingLR', T_max=16, eta_min=0.5, by_epoch=False)
    ]
    text = messages(runner, caplog)
    assert "the schedules have brought stn's learning rate to" in text
    assert 'eta_min_ratio' in text


@pytest.mark.parametrize('joined', [True, False])
def test_an_stn_that_is_not_in_the_optimiser(joined, caplog):
    """DeepSpeed joins all parameters into its own: then nothing is said."""
    model = TinyModel(STN)
    params = (
        [nn.Parameter(torch.zeros(9))] if joined else model.fc.parameters()
    )
    runner = SimpleNamespace(
        model=model,
        train_dataloader=SimpleNamespace(dataset=[]),
        logger=logging.getLogger('health'),
        optim_wrapper=torch.optim.SGD(params, lr=0.1),
    )
    STNHealthHook().before_train(runner)
    assert ('no parameter of the stn is in' in caplog.text) is not joined
