"""Every STN of a model at its share of the backbone's rate."""

from pathlib import Path

import mmaction
import pytest
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.logging import MMLogger
from mmengine.registry import init_default_scope
from torch import nn

import stn_action.experiments.paper.models  # noqa: F401
from stn_action.engine.optimizers.learning_rates import (
    backbone_rate,
    find_stns,
)
from tests.engine.test_optim_wrapper_constructor import (
    STN,
    TRANSFORMERS,
    recognizer,
    wrapper,
)


def test_every_stn_of_a_model_has_its_rate():
    """Both transformers of the paper's multi network, and a part's own."""
    init_default_scope('mmaction')
    stn = dict(
        lr_mult=1e-3,
        localisation=dict(type='PaperLocalisation', layers='svhn_multi'),
    )
    model = MODELS.build(
        dict(
            type='Recognizer2D',
            backbone=dict(
                type='PaperBackbone',
                layers='conv[8,3,1,1]-max[2]-conv[8,3,1,1]-max[2]-fc[16]',
                size=16,
                in_channels=3,
                stn=stn,
                stn_before=(0, 1),
            ),
            cls_head=dict(type='TSNHead', num_classes=2, in_channels=16),
        )
    )
    stns = find_stns(model)
    assert list(stns) == ['backbone.layers.0.stn', 'backbone.layers.2.stn']
    names = [name for name, _ in model.named_modules()]
    ours = wrapper(model, constructor='STNOptimWrapperConstructor')
    assert [name for name, _ in model.named_modules()] == names
    rate = {
        id(p): g['lr']
        for g in ours.optimizer.param_groups
        for p in g['params']
    }
    for name, param in model.named_parameters():
        wanted = 0.1 * 1e-3 if '.stn.' in name else 0.1
        assert rate[id(param)] == pytest.approx(wanted), name


def test_the_backbones_rate_is_that_of_its_median_parameter():
    model = nn.Module()
    model.backbone = nn.ModuleList([nn.Linear(2, 5), nn.Linear(2, 2)])
    model.head = nn.Linear(100, 100)
    low, high = model.backbone
    groups = [
        dict(params=[low.weight], lr=0.01),  # 10 weights
        dict(params=[low.bias], lr=0.02),  # 5
        dict(params=[high.weight, high.bias], lr=0.1),  # 6: the 11th of 21
        dict(params=[*model.head.parameters()], lr=5.0),
    ]
    assert backbone_rate(model, groups) == (0.02, 0.01, 0.1)
    low.requires_grad_(False)
    assert backbone_rate(model, groups) == (0.1, 0.1, 0.1)
    high.requires_grad_(False)
    assert backbone_rate(model, groups) is None


def test_mmaction2s_own_swin_config(caplog):
    """Its backbone learns at a tenth of the base rate; the log says so."""
    cfg = Config.fromfile(
        Path(mmaction.__file__).parent
        / '.mim/configs/recognition/swin/swin-tiny-p244-w877_in1k-pre_8xb8-'
        'amp-32x2x1-30e_kinetics400-rgb.py'
    )
    optim = cfg.optim_wrapper.to_dict()
    backbone = TRANSFORMERS['SwinOptimWrapperConstructor'][0]
    init_default_scope('mmaction')
    model = MODELS.build(
        dict(
            type='STNRecognizer3D',
            backbone=dict(backbone),
            cls_head=dict(type='I3DHead', num_classes=4, in_channels=24),
            stn=STN,
        )
    )
    logger = MMLogger.get_instance('swin')
    logger.addHandler(caplog.handler)
    caplog.set_level('INFO')
    ours = wrapper(
        model,
        constructor='STNOptimWrapperConstructor',
        optimizer=optim['optimizer'],
        paramwise_cfg=dict(
            optim['paramwise_cfg'],
            base_constructor=optim['constructor'],
        ),
    )
    logger.removeHandler(caplog.handler)
    base = optim['optimizer']['lr']
    assert ours.optimizer.param_groups[-1]['lr'] == pytest.approx(
        base * 0.1 * 1e-3
    )
    assert f"= 0.001 x the backbone's {base * 0.1:g}" in caplog.text


def test_a_frozen_backbone_leaves_the_optimisers_rate(caplog):
    model = recognizer()
    model.backbone.requires_grad_(False)
    logger = MMLogger.get_instance('frozen')
    logger.addHandler(caplog.handler)
    caplog.set_level('INFO')
    ours = wrapper(
        model,
        constructor='STNOptimWrapperConstructor',
        paramwise_cfg=dict(custom_keys=dict(cls_head=dict(lr_mult=5))),
    )
    logger.removeHandler(caplog.handler)
    assert ours.optimizer.param_groups[-1]['lr'] == pytest.approx(0.1 * 1e-3)
    assert "the optimiser's 0.1 (the backbone is frozen)" in caplog.text
