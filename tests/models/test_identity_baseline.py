"""The config whose STN stays at the identity."""

from pathlib import Path

import pytest
import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.optim import build_optim_wrapper

import stn_action  # noqa: F401
from tests.models.tiny_recognizers import samples

CONFIG = (
    Path(__file__).parents[2] / 'configs/jhmdb/stn-tsn_efficientnet-lite0-'
    'frozen_identity_1x1x3-3e_jhmdb-loose-boxes.py'
)


def test_a_training_step_leaves_the_view_at_the_identity():
    pytest.importorskip('timm')
    cfg = Config.fromfile(CONFIG)
    cfg.model.backbone.checkpoint_path = None
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    model.init_weights()
    before = {k: v.clone() for k, v in model.stn.named_parameters()}
    head = model.cls_head.fc_cls.weight.clone()
    optim = build_optim_wrapper(model, cfg.optim_wrapper)
    shape = (2, 3, 3, 80, 80)
    batch = dict(
        inputs=list(torch.randint(0, 256, shape, dtype=torch.uint8)),
        data_samples=samples(shape, context=2.0),
    )
    losses = model.train_step(batch, optim)
    assert 'loss_refocus' not in losses
    assert all((before[k] == v).all() for k, v in model.stn.named_parameters())
    assert (head != model.cls_head.fc_cls.weight).any()
    theta = model.stn.last_view.theta
    window = 0.7 * torch.eye(2, 3)  # the person's box and its context
    torch.testing.assert_close(theta, window.expand_as(theta))
