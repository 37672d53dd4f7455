"""Each recogniser of configs/recognition takes a step on person tubes."""

import re
from pathlib import Path

import pytest
from mmaction.registry import DATASETS, HOOKS, METRICS, MODELS
from mmengine.config import Config
from mmengine.dataset import pseudo_collate

from stn_action.experiments.zoo.check import take_a_step
from stn_action.experiments.zoo.reductions import reduce, side
from tests.datasets.tube_videos import entry, person_boxes

ROOT = Path(__file__).parents[2] / 'configs/recognition'
CONFIGS = sorted(str(p.relative_to(ROOT)) for p in ROOT.rglob('*.py'))
RECIPES = [path for path in CONFIGS if 'lr1e-4' in path]
each_recipe = pytest.mark.parametrize(
    'path',
    RECIPES,
    ids=[Path(path).stem.partition('_attention')[0] for path in RECIPES],
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
        for step in cfg[f'{part}_dataloader'].dataset.pipeline:
            if step.type == 'TubeCrop':
                assert (step.size, step.context) == (256, 1.4)
                step.size = size * 8 // 7
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


def test_families_and_presets():
    folders = {Path(path).parts[0] for path in CONFIGS}
    assert folders == FAMILIES
    for prefix in ('torchvision.', 'timm.'):
        assert any(prefix in (ROOT / path).read_text() for path in RECIPES)
    for recipe in RECIPES:
        for mult in ('1e-3', '1e-5'):
            assert recipe.replace('lr1e-4', f'lr{mult}') in CONFIGS
    assert len(CONFIGS) == 3 * len(RECIPES)


@each_recipe
def test_presets_differ_in_the_multiplier_alone(path):
    recipe = Config.fromfile(ROOT / path).to_dict()
    for mult in (1e-3, 1e-5):
        name = path.replace('lr1e-4', f'lr{mult:.0e}'.replace('e-0', 'e-'))
        other = Config.fromfile(ROOT / name).to_dict()
        assert other['model']['stn'].pop('lr_mult') == mult
        other['model']['stn']['lr_mult'] = 1e-4
        assert other == recipe


@each_recipe
def test_name_says_what_the_config_is(path):
    """Optimiser, clip and epochs; AdamW asks for a trained view."""
    cfg = Config.fromfile(ROOT / path)
    name = re.fullmatch(
        r'stn-\w+_[\w-]+_attention-lr1e-4_1xb(\d+)-(\d+)x(\d+)x(\d+)-(\d+)e'
        '_jhmdb-tubes-rgb',
        Path(path).stem,
    )
    batch, *clip, epochs = map(int, name.groups())
    sampler = cfg.train_dataloader.dataset.pipeline[0]
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
