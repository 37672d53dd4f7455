"""Each recogniser of configs/recognition takes a step on person tubes."""

import logging
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from mmaction.registry import DATASETS, HOOKS, METRICS, MODELS
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.optim import build_optim_wrapper

from stn_action.datasets.named_pipeline import pipeline_steps
from stn_action.engine.hooks import STNHealthHook
from stn_action.experiments.zoo.check import take_a_step
from stn_action.experiments.zoo.reductions import reduce, side
from tests.datasets.tube_videos import entry, person_boxes

ROOT = Path(__file__).parents[2] / 'configs/recognition'
RECIPES = sorted(
    str(p.relative_to(ROOT))
    for p in ROOT.rglob('*.py')
    if '_base_' not in p.parts
)
each_recipe = pytest.mark.parametrize(
    'path',
    RECIPES,
    ids=[Path(path).stem.partition('_1xb')[0] for path in RECIPES],
)
FAMILIES = {
    'c2d',
    'c3d',
    'csn',
    'i3d',
    'mvit',
    'r2plus1d',
    'slowfast',
    'slowonly',
    'swin',
    'tanet',
    'timesformer',
    'tsm',
    'tsn',
    'uniformer',
    'videomae',
    'x3d',
}


def small(path, monkeypatch, folder) -> Config:
    """A recipe on two tiny videos, shrunk by overrides alone."""
    monkeypatch.setenv('JHMDB_ROOT', str(folder))
    monkeypatch.setenv('JHMDB_VIDEOS', '.')
    cfg = Config.fromfile(ROOT / path)
    reduce(cfg)
    size = side(cfg)
    cfg.model.stn.output_size = size
    cfg.model.stn_checkpoint = None
    for part in ('train', 'val'):
        crop = cfg[f'{part}_dataloader'].dataset.pipeline.crop
        assert (crop.type, crop.size, crop.context) == ('TubeCrop', 256, 1.4)
        crop.size = size * 8 // 7
    return cfg


@each_recipe
def test_recipe_takes_a_step_on_person_tubes(path, data, monkeypatch):
    source = Path(
        data(
            entry('a.avi', person_boxes()),
            entry('b.avi', person_boxes(10), label=1),
        )
    )
    for split in ('train', 'val'):
        target = data.folder / f'jhmdb_fold0_{split}.json'
        target.write_text(source.read_text())
    cfg = small(path, monkeypatch, data.folder)
    train = DATASETS.build(cfg.train_dataloader.dataset)
    val = DATASETS.build(cfg.val_dataloader.dataset)
    model = MODELS.build(cfg.model)
    assert model.stn.lr_mult == 1e-4
    losses = take_a_step(model, cfg, pseudo_collate([train[0], train[1]]))
    assert losses['loss_refocus'] > 0
    (done,) = model.eval().val_step(pseudo_collate([val[0]]))
    assert done.pred_score.shape == (21,)
    assert len(done.view_boxes) == len(done.gt_instances.bboxes)
    for metric in cfg.val_evaluator:
        METRICS.build(metric)
    for hook in cfg.custom_hooks:
        HOOKS.build(hook)


def test_adamw_does_not_start_without_a_trained_view(monkeypatch, tmp_path):
    (path,) = [path for path in RECIPES if path.startswith('uniformer/')]
    file = tmp_path / 'stn.pth'
    monkeypatch.setenv('STN_CHECKPOINT', str(file))
    cfg = Config.fromfile(ROOT / path)
    reduce(cfg)
    with pytest.raises(FileNotFoundError, match='stn.pth: no such file. Tra'):
        MODELS.build(cfg.model)


def test_families_one_config_a_recogniser():
    folders = {Path(path).parts[0] for path in RECIPES}
    assert folders == FAMILIES
    for prefix in ('torchvision.', 'timm.'):
        assert any(prefix in (ROOT / path).read_text() for path in RECIPES)
    two_backbones = {'tsn'}  # its own, one of torchvision, one of timm
    assert len(RECIPES) == len(FAMILIES) + 2 * len(two_backbones)


@pytest.mark.parametrize('mult', [1e-3, 1e-4, 1e-5])
@each_recipe
def test_one_line_takes_another_multiplier(path, mult, tmp_path, caplog):
    """As a child config and as an option; the built STN trains at that, and
    the hook that watches it has nothing to say."""
    child = tmp_path / 'child.py'
    child.write_text(
        f'_base_ = {str(ROOT / path)!r}\n'
        f'model = dict(stn=dict(lr_mult={mult}))'
    )
    cfg = Config.fromfile(child)
    option = Config.fromfile(ROOT / path)
    assert option.model.stn.lr_mult == 1e-4
    option.merge_from_dict({'model.stn.lr_mult': mult})
    assert cfg.model == option.model
    reduce(cfg)
    cfg.model.stn_checkpoint = None
    model = MODELS.build(cfg.model)
    optimizer = build_optim_wrapper(model, cfg.optim_wrapper).optimizer
    stn = {id(p) for p in model.stn.parameters()}
    groups = [
        group
        for group in optimizer.param_groups
        if stn & {id(p) for p in group['params']}
    ]
    assert groups
    rate = median_rate(model.backbone, optimizer.param_groups)
    for group in groups:
        assert group['lr'] == pytest.approx(mult * rate)
    hook, logger = STNHealthHook(), logging.getLogger('recipes')
    runner = SimpleNamespace(
        model=model,
        optim_wrapper=optimizer,
        train_dataloader=SimpleNamespace(dataset=[]),
        logger=logger,
    )
    hook.before_train(runner)
    hook.after_train(runner)
    assert 'STN health' not in caplog.text


def median_rate(backbone, groups) -> float:
    """Each weight counted once, the slow way."""
    own = {id(p) for p in backbone.parameters() if p.requires_grad}
    rates = [
        np.full(param.numel(), group['lr'], np.float32)
        for group in groups
        for param in group['params']
        if id(param) in own
    ]
    return float(np.median(np.concatenate(rates)))


@each_recipe
def test_name_says_what_the_config_is(path):
    """Optimiser, clip and epochs; AdamW asks for a trained view."""
    cfg = Config.fromfile(ROOT / path)
    name = re.fullmatch(
        r'stn-\w+_[\w-]+_1xb(\d+)-(\d+)x(\d+)x(\d+)-(\d+)e_jhmdb-rgb',
        Path(path).stem,
    )
    batch, *clip, epochs = map(int, name.groups())
    sampler = pipeline_steps(cfg.train_dataloader.dataset.pipeline)[0]
    assert [
        sampler.clip_len,
        sampler.frame_interval,
        sampler.num_clips,
    ] == clip
    assert cfg.train_dataloader.batch_size == batch
    assert cfg.auto_scale_lr.base_batch_size == batch
    assert cfg.train_cfg.max_epochs == epochs
    assert cfg.train_dataloader.dataset.type == 'PersonTubeDataset'
    adaptive = cfg.optim_wrapper.optimizer.type == 'AdamW'
    assert adaptive == bool(cfg.model.get('stn_checkpoint'))
