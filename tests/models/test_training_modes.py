"""The ways to train: theta learns and the grid stays float32 in each."""

import copy

import numpy as np
import pytest
import torch
from mmengine.model import ExponentialMovingAverage, convert_sync_batchnorm
from mmengine.optim import AmpOptimWrapper, OptimWrapper
from mmengine.runner.activation_checkpointing import (
    turn_on_activation_checkpointing,
)

from stn_action.transformer import sampler
from tests.models.tiny_recognizers import CASES, STN, build, samples

ONE_STAGE = {
    '2d': dict(num_stages=1, strides=(2,), dilations=(1,), out_indices=(0,)),
    '3d': dict(
        num_stages=1,
        spatial_strides=(2,),
        temporal_strides=(1,),
        dilations=(1,),
        inflate=(0,),
        out_indices=(0,),
    ),
}


def recognizer(kind='2d', stn=STN, theta=0.2, **backbone):
    """A recogniser of one stage whose theta is not the identity."""
    plain, name, shape = CASES[kind]
    cfg = plain()
    cfg['backbone'].update(ONE_STAGE[kind], **backbone)
    cfg['cls_head']['in_channels'] = (
        256 if cfg['backbone']['depth'] == 50 else 64
    )
    cfg['data_preprocessor'] = dict(
        type='ActionDataPreprocessor',
        mean=[127.0, 127.0, 127.0],
        std=[60.0, 60.0, 60.0],
        format_shape='NCTHW' if kind == '3d' else 'NCHW',
    )
    model = build({**cfg, 'type': name, 'stn': stn})
    for parameter in model.stn.localisation.regressor.parameters():
        torch.nn.init.normal_(parameter, std=theta)
    return model


def batch(kind='2d', seed=0):
    shape = CASES[kind][2]
    generator = torch.Generator().manual_seed(seed)
    pixels = torch.randint(0, 255, shape, generator=generator).byte()
    return dict(inputs=list(pixels), data_samples=samples(shape))


def gradients(model, data=None):
    """Of the stn, by the classification loss."""
    data = model.data_preprocessor(data or batch(), True)
    loss = model.parse_losses(model(**data, mode='loss'))[0]
    loss.backward()
    found = {n: p.grad.clone() for n, p in model.stn.named_parameters()}
    model.zero_grad()
    assert all(grad.abs().sum() > 0 for grad in found.values())
    return found


def without_dropout(**kwargs):
    """Random zeros would differ between the two that are compared."""
    localisation = dict(STN['localisation'], dropout=0.0)
    return recognizer(stn=dict(STN, localisation=localisation), **kwargs)


@pytest.fixture
def grids(monkeypatch):
    """Every grid that is handed to the sampler."""
    seen = []

    def spy(source, grid, *args, **kwargs):
        seen.append(grid.detach())
        return sample(source, grid, *args, **kwargs)

    sample = sampler.sample
    monkeypatch.setattr(sampler, 'sample', spy)
    return seen


def assert_float32(grids, model):
    """And no coarser than that: the grid of the theta that it was made of."""
    assert grids and all(grid.dtype == torch.float32 for grid in grids)
    view = model.stn.last_view
    assert view.theta.dtype == torch.float32
    expected = view.grid(grids[-1].shape[-3:-1])
    assert torch.equal(grids[-1], expected)


@pytest.mark.parametrize('kind', ['2d', '3d'])
def test_amp(kind, grids):
    model = recognizer(kind)
    seen = []
    model.stn.localisation.register_forward_hook(
        lambda module, args, output: seen.append(output.dtype)
    )
    wrapper = AmpOptimWrapper(
        optimizer=torch.optim.SGD(model.parameters(), lr=0.1)
    )
    before = model.stn.localisation.regressor.bias.clone()
    model.train_step(batch(kind), wrapper)
    assert seen == [torch.bfloat16]
    assert_float32(grids, model)
    assert (model.stn.localisation.regressor.bias != before).all()


def test_accumulated_gradients_are_those_of_the_whole_batch():
    """Batch norm by its running statistics: they depend on no batch."""
    whole, data = without_dropout().eval(), batch()
    halves = copy.deepcopy(whole)
    optimizer = torch.optim.SGD(whole.parameters(), lr=10.0)
    whole.train_step(data, OptimWrapper(optimizer))
    optimizer = torch.optim.SGD(halves.parameters(), lr=10.0)
    wrapper = OptimWrapper(optimizer, accumulative_counts=2)
    start = halves.stn.localisation.regressor.weight.clone()
    for i in range(2):
        assert torch.equal(halves.stn.localisation.regressor.weight, start)
        halves.train_step({key: data[key][i : i + 1] for key in data}, wrapper)
    moved = halves.stn.localisation.regressor.weight - start
    assert moved.abs().max() > 1e-3
    for ours, other in zip(halves.stn.parameters(), whole.stn.parameters()):
        torch.testing.assert_close(ours, other, atol=1e-5, rtol=1e-4)


def test_moving_average_of_a_model_that_has_run(grids):
    """Copied after an iteration, as on --resume, with its last theta."""
    model = recognizer()
    gradients(model)
    average = ExponentialMovingAverage(model, momentum=0.25)
    bias = model.stn.localisation.regressor.bias
    average.update_parameters(model)  # the first takes the model over
    start = bias.detach().clone()
    with torch.no_grad():
        bias += 1
    average.update_parameters(model)
    mean = average.module.stn.localisation.regressor.bias
    torch.testing.assert_close(mean, start + 0.25)
    x = torch.rand(1, 3, 64, 64)
    theirs = average.module.eval().stn(x)[1].theta
    assert_float32(grids, average.module)
    assert (theirs - model.eval().stn(x)[1].theta).abs().max() > 0.01


def test_compiled(grids):
    """What ``compile=True`` compiles, but without code generation, which
    needs a compiler on the machine; samples of ``TubeCrop`` hold arrays."""
    if torch.__version__ < (2, 9):
        pytest.skip('Dynamo of PyTorch 2.8 cannot follow packaging 26')
    torch.compiler.reset()
    model, data = without_dropout(), batch()
    model.backbone = torch.nn.Conv2d(3, 64, 7, 4)  # quick to compile
    for sample in data['data_samples']:
        sample.set_metainfo(dict(crop_boxes=np.zeros((3, 4), np.float32)))
    twin, start = copy.deepcopy(model), copy.deepcopy(model.stn.state_dict())
    model.train_step = torch.compile(model.train_step, backend='eager')
    for each in (twin, model):
        optimizer = torch.optim.SGD(each.parameters(), lr=1.0)
        wrapper = AmpOptimWrapper(optimizer=optimizer)
        each.train_step(copy.deepcopy(data), wrapper)
    assert len(grids) == 2
    assert_float32(grids, model)
    for name, value in model.stn.state_dict().items():
        torch.testing.assert_close(value, twin.stn.state_dict()[name])
        assert not torch.equal(value, start[name]), name
    torch.compiler.reset()


@pytest.mark.parametrize('kind', ['2d', '3d'])
def test_activation_checkpointing_of_the_backbone(kind, grids):
    model = without_dropout(kind=kind, depth=50)
    frugal = without_dropout(kind=kind, depth=50, with_cp=True)
    expected = gradients(model, batch(kind))
    for name, gradient in gradients(frugal, batch(kind)).items():
        torch.testing.assert_close(gradient, expected[name])
    assert_float32(grids, frugal)


def test_activation_checkpointing_of_mmengine(grids):
    """``activation_checkpointing=[...]`` of a config, the STN among it."""
    model = without_dropout()
    expected = gradients(copy.deepcopy(model))
    calls = []
    model.stn.localisation.features.register_forward_hook(
        lambda module, args, output: calls.append(1)
    )
    turn_on_activation_checkpointing(
        model, ['backbone.layer1', 'stn.localisation']
    )
    for name, gradient in gradients(model).items():
        torch.testing.assert_close(gradient, expected[name])
    assert len(calls) == 2  # computed again in the backward pass
    assert_float32(grids, model)


def test_synchronised_batch_norm(grids):
    """Converted everywhere; it computes on one process as batch norm does."""
    model = without_dropout()
    expected = gradients(copy.deepcopy(model))
    model = convert_sync_batchnorm(model, 'torch')
    norms = [
        module
        for module in model.stn.modules()
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm)
    ]
    assert len(norms) == 3
    assert all(isinstance(norm, torch.nn.SyncBatchNorm) for norm in norms)
    if torch.cuda.is_available():
        model.cuda()
    for name, gradient in gradients(model).items():
        torch.testing.assert_close(gradient.cpu(), expected[name])
    assert_float32(grids, model)


@pytest.mark.parametrize('kind', ['2d', '3d'])
def test_frozen_stages_pass_the_gradient_on(kind, grids):
    model = recognizer(kind, frozen_stages=1, norm_eval=True)
    model.train()
    assert not any(p.requires_grad for p in model.backbone.parameters())
    gradients(model, batch(kind))
    assert_float32(grids, model)


def test_a_theta_that_no_loss_reaches_asks_for_no_gradient():
    """DistributedDataParallel would wait for it."""
    cfg = dict(CASES['2d'][0](), type='STNRecognizer2D', stn=STN)

    def wants(**kwargs):
        model = build({**cfg, **kwargs})
        return {p.requires_grad for p in model.stn.parameters()}

    assert wants(detach_view=True) == {False}
    assert wants() == {True}
    refocus = dict(type='RefocusLoss')
    assert wants(detach_view=True, loss_refocus=refocus) == {True}
    assert wants(detach_view=True, stn_regularizers=dict(identity=1.0)) == {
        True
    }
