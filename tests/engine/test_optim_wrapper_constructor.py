import copy

import pytest
import torch
from mmaction.registry import MODELS
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from torch import nn

import stn_action  # noqa: F401
from stn_action.engine.optimizers.optim_wrapper_constructor import ClipApart

STN = dict(
    looks_at=dict(type='Thumbnail', size=32),
    lr_mult=1e-3,
    localisation=dict(
        type='LargeKernelConv', kernel_sizes=(9, 7), channels=(4, 4), hidden=8
    ),
)
SGD = dict(type='SGD', lr=0.1, momentum=0.9, weight_decay=1e-4)


def recognizer(backbone='ResNet', stn=STN, **kwargs):
    init_default_scope('mmaction')
    cfg = dict(
        type='Recognizer2D',
        backbone=dict(type=backbone, depth=18, **kwargs),
        cls_head=dict(
            type='TSMHead' if backbone == 'ResNetTSM' else 'TSNHead',
            num_classes=4,
            in_channels=512,
        ),
    )
    if stn:
        cfg.update(type='STNRecognizer2D', stn=stn)
    return MODELS.build(cfg)


def wrapper(model, **cfg):
    init_default_scope('mmaction')
    cfg = {'optimizer': SGD, **cfg}
    return build_optim_wrapper(model, copy.deepcopy(cfg))


def groups(optim_wrapper, drop_last=False):
    out = optim_wrapper.optimizer.param_groups
    out = out[:-1] if drop_last else out
    return [
        {
            **{k: v for k, v in g.items() if k != 'params'},
            'shapes': [tuple(p.shape) for p in g['params']],
        }
        for g in out
    ]


@pytest.mark.parametrize(
    'backbone,cfg',
    [
        ('ResNet', dict()),
        (
            'ResNet',
            dict(
                paramwise_cfg=dict(custom_keys=dict(cls_head=dict(lr_mult=5)))
            ),
        ),
        (
            'ResNetTSM',
            dict(
                constructor='TSMOptimWrapperConstructor',
                paramwise_cfg=dict(fc_lr5=True),
            ),
        ),
    ],
)
def test_other_groups_are_those_of_the_base_constructor(backbone, cfg):
    plain = wrapper(recognizer(backbone, stn=None), **cfg)
    model = recognizer(backbone)
    paramwise = dict(cfg.get('paramwise_cfg', {}))
    if 'constructor' in cfg:
        paramwise['base_constructor'] = cfg['constructor']
    ours = wrapper(
        model,
        constructor='STNOptimWrapperConstructor',
        paramwise_cfg=paramwise,
    )
    assert groups(ours, drop_last=True) == groups(plain)
    last = ours.optimizer.param_groups[-1]
    assert last['lr'] == pytest.approx(0.1 * 1e-3)
    assert {id(p) for p in last['params']} == {
        id(p) for p in model.stn.parameters()
    }
    assert last['weight_decay'] == 1e-4 and last['momentum'] == 0.9


#: With the rate of the backbone's median parameter over the base rate: in so
#: small a transformer most weights are those of the patch embedding, which
#: lies three decays below the head; Swin's backbone has a multiplier.
TRANSFORMERS = {
    'LearningRateDecayOptimizerConstructor': (
        dict(
            type='VisionTransformer',
            img_size=32,
            embed_dims=24,
            depth=2,
            num_heads=2,
            num_frames=4,
        ),
        dict(num_layers=2, decay_rate=0.5),
        0.5**3,
    ),
    'SwinOptimWrapperConstructor': (
        dict(
            type='SwinTransformer3D',
            arch=dict(embed_dims=12, depths=[1, 1], num_heads=[1, 2]),
            out_indices=(1,),
        ),
        dict(backbone=dict(lr_mult=0.1), norm=dict(decay_mult=0.0)),
        0.1,
    ),
}


@pytest.mark.parametrize('constructor', list(TRANSFORMERS))
def test_groups_of_transformers(constructor):
    """Layer decay refuses batch norm, which the STN has; by AdamW."""
    backbone, paramwise, share = TRANSFORMERS[constructor]
    head = dict(type='I3DHead', num_classes=4, in_channels=24)
    adamw = dict(type='AdamW', lr=1e-3, weight_decay=0.05)
    init_default_scope('mmaction')
    plain = MODELS.build(
        dict(type='Recognizer3D', backbone=dict(backbone), cls_head=head)
    )
    model = MODELS.build(
        dict(
            type='STNRecognizer3D',
            backbone=dict(backbone),
            cls_head=head,
            stn=STN,
        )
    )
    plain = wrapper(
        plain,
        constructor=constructor,
        optimizer=adamw,
        paramwise_cfg=dict(paramwise),
    )
    ours = wrapper(
        model,
        constructor='STNOptimWrapperConstructor',
        optimizer=adamw,
        paramwise_cfg=dict(paramwise, base_constructor=constructor),
    )
    assert len({group['lr'] for group in groups(plain)}) > 1
    assert groups(ours, drop_last=True) == groups(plain)
    last = ours.optimizer.param_groups[-1]
    assert last['lr'] == pytest.approx(1e-3 * share * 1e-3)
    assert {id(p) for p in last['params']} == {
        id(p) for p in model.stn.parameters()
    }


def test_layer_decay_names_its_parameters():
    """PyTorch wants names in all groups of an optimiser or in none."""
    init_default_scope('mmaction')
    cfg = dict(
        type='STNRecognizer3D',
        stn=STN,
        backbone=dict(
            type='VisionTransformer',
            img_size=32,
            embed_dims=16,
            depth=2,
            num_heads=2,
            num_frames=2,
        ),
        cls_head=dict(type='TimeSformerHead', num_classes=4, in_channels=16),
    )
    model = MODELS.build(cfg)
    ours = wrapper(
        model,
        constructor='STNOptimWrapperConstructor',
        paramwise_cfg=dict(
            base_constructor='LearningRateDecayOptimizerConstructor',
            decay_rate=0.5,
            decay_type='layer_wise',
            num_layers=2,
        ),
    )
    named = {
        name: (param, group['lr'])
        for group in ours.optimizer.param_groups
        for name, param in zip(group['param_names'], group['params'])
    }
    wanted = dict(model.named_parameters())
    assert {n: p for n, (p, _) in named.items()}.keys() == wanted.keys()
    assert all(named[name][0] is param for name, param in wanted.items())
    assert {
        lr for name, (_, lr) in named.items() if name.startswith('stn.')
    } == {0.1 * 0.5**3 * 1e-3}  # the patch embedding's, most of the weights
    assert named['cls_head.fc_cls.weight'][1] == 0.1
    assert named['backbone.blocks.1.norm1.weight'][1] == 0.1 * 0.5


@pytest.mark.parametrize('lr_mult', [1e-2, 1.1e-3, 9e-6])
def test_multiplier_out_of_range(lr_mult):
    model = recognizer(stn={**STN, 'lr_mult': lr_mult})
    with pytest.raises(ValueError, match='outside 1e-05 to 0.001'):
        wrapper(model, constructor='STNOptimWrapperConstructor')
    free = wrapper(
        model,
        constructor='STNOptimWrapperConstructor',
        paramwise_cfg=dict(any_lr_mult=True),
    )
    assert free.optimizer.param_groups[-1]['lr'] == pytest.approx(
        0.1 * lr_mult
    )


def test_multiplier_must_be_positive():
    with pytest.raises(ValueError, match='must be positive'):
        wrapper(
            recognizer(stn={**STN, 'lr_mult': 0.0}),
            constructor='STNOptimWrapperConstructor',
            paramwise_cfg=dict(any_lr_mult=True),
        )


def test_model_without_stn():
    with pytest.raises(TypeError, match='Recognizer2D has no stn'):
        wrapper(recognizer(stn=None), constructor='STNOptimWrapperConstructor')


def test_adaptive_optimisers_are_warned_of(caplog):
    from mmengine.logging import MMLogger

    logger = MMLogger.get_instance('adaptive')
    logger.addHandler(caplog.handler)
    wrapper(
        recognizer(),
        constructor='STNOptimWrapperConstructor',
        optimizer=dict(type='AdamW', lr=1e-3),
    )
    logger.removeHandler(caplog.handler)
    # 1e-3 x 1e-3 a step
    assert 'moves by at most 0.01 in 10,000 steps' in caplog.text


def test_the_stn_is_clipped_apart():
    model = recognizer()
    ours = wrapper(
        model,
        constructor='STNOptimWrapperConstructor',
        clip_grad=dict(max_norm=2.0),
    )
    for name, param in model.named_parameters():
        scale = 100.0 if name.startswith('stn.') else 1e-3
        param.grad = torch.randn_like(param) * scale
    rest = [p for n, p in model.named_parameters() if 'stn.' not in n]
    before = [p.grad.clone() for p in rest]
    norm = nn.utils.get_total_norm([p.grad for p in rest])
    ours._clip_grad()
    stn_norm = nn.utils.get_total_norm(
        [p.grad for p in model.stn.parameters()]
    )
    assert stn_norm.item() == pytest.approx(2.0, rel=1e-3)
    scale = min(1.0, 2.0 / norm.item())
    for old, param in zip(before, rest):
        torch.testing.assert_close(param.grad, old * scale, rtol=1e-4, atol=0)


def test_clip_apart_returns_the_norm_of_the_rest():
    a, b = nn.Parameter(torch.zeros(1)), nn.Parameter(torch.zeros(1))
    a.grad, b.grad = torch.tensor([30.0]), torch.tensor([4.0])
    clip = ClipApart([a], nn.utils.clip_grad_norm_)
    assert clip([a, b], max_norm=1.0).item() == 4.0
    assert (a.grad.item(), b.grad.item()) == pytest.approx(
        (1.0, 1.0), rel=1e-4
    )
