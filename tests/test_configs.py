"""Every config builds: model, pipelines, optimiser, hooks, metrics."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from mmaction.registry import HOOKS, METRICS, MODELS, TRANSFORMS
from mmengine.config import Config
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from torch import nn

import stn_action  # noqa: F401
from stn_action.datasets.named_pipeline import pipeline_steps
from stn_action.engine.optimizers.optim_wrapper_constructor import (
    LR_MULT_RANGE,
)

ROOT = Path(__file__).resolve().parents[1] / 'configs'
# Those of recognition are built in tests/datasets/test_recognition_configs.py.
CONFIGS = sorted(
    str(p)
    for p in (p.relative_to(ROOT) for p in ROOT.rglob('*.py'))
    if not {'_base_', 'recognition'} & set(p.parts)
)
PRESETS = sorted(p.name for p in (ROOT / '_base_/stn').glob('*.py'))


@pytest.mark.parametrize('path', CONFIGS)
def test_config_builds(path):
    cfg = Config.fromfile(ROOT / path)
    init_default_scope(cfg.default_scope)
    if cfg.model.get('_scope_') == 'mmdet':
        from mmaction.models import roi_heads

        if not hasattr(roi_heads, 'AVARoIHead'):
            pytest.skip('needs full mmcv and mmdet: docs/full_mmcv.md')
    for key in {'checkpoint_path', 'pretrained'} & set(
        cfg.model.get('backbone') or {}
    ):
        cfg.model.backbone[key] = None  # from the user's disk or the net
    if cfg.model.get('cls_head', {}).get('num_classes', 0) is None:
        cfg.model.cls_head.num_classes = 2  # the tools take it from the data
    model = MODELS.build(cfg.model)
    for part in ('train', 'val', 'test'):
        dataset = cfg[f'{part}_dataloader'].dataset
        for transform in pipeline_steps(dataset.get('pipeline', [])):
            TRANSFORMS.build(transform)
    for hook in cfg.get('custom_hooks', []):
        HOOKS.build(hook)
    evaluators = cfg.test_evaluator
    for metric in evaluators if isinstance(evaluators, list) else [evaluators]:
        METRICS.build(metric)
    build_optim_wrapper(model, cfg.optim_wrapper)


_NETWORK = 'stn-refocus_attention-features_1x1x3-2000i_'
_RECOGNIZER = 'tsn_efficientnet-lite0-frozen_1x1x3-10e_'
_FRONT_END = 'stn-tsn_efficientnet-lite0-frozen_front-end_1x1x3_'
OWN_DATA = {
    f'{_NETWORK}own-data': f'{_NETWORK}jhmdb-mixed-boxes',
    f'{_RECOGNIZER}own-data': f'{_RECOGNIZER}jhmdb-jittered-boxes',
    f'{_FRONT_END}own-data': f'{_FRONT_END}jhmdb-loose-boxes',
}


def recipe(path) -> dict:
    """What was measured: all but data, files and what training alone reads."""
    cfg = Config.fromfile(ROOT / path)
    model = cfg.model.to_dict()
    for key in ('pretrained', 'checkpoint_path'):
        model['backbone'].pop(key, None)
    model.get('cls_head', {}).pop('num_classes', None)
    if model['type'] == 'STNRecognizer2D':  # trained by nobody
        model.pop('loss_refocus', None)
        model['stn']['steps'].pop('noise', None)
        model['stn']['localisation'].pop('norm_eval', None)
    train, val = (
        [
            step
            for step in pipeline_steps(
                cfg[f'{part}_dataloader'].dataset.pipeline
            )
            if not step.type.startswith('Dec')
        ]
        for part in ('train', 'val')
    )
    val = [step for step in val if step.type != 'TubeBoxNoise']
    settings = [
        cfg[key] for key in ('train_cfg', 'optim_wrapper', 'param_scheduler')
    ]
    if model['type'] == 'STNRecognizer2D':
        train = settings = None
    return dict(
        model=model,
        train=train,
        val=val,
        settings=settings,
        batch=cfg.train_dataloader.batch_size,
    )


@pytest.mark.parametrize('own', OWN_DATA)
def test_own_data_is_the_measured_recipe(own):
    measured = f'jhmdb/{OWN_DATA[own]}.py'
    assert recipe(f'own_data/{own}.py') == recipe(measured)


FAMILIES = ('affine', 'attention', 'axis_aligned')
MULTIPLIERS = ('1e-3', '1e-4', '1e-5')


def test_there_are_presets_of_three_families_and_three_multipliers():
    families = [name for name in PRESETS if '-' not in name.split('_lr')[0]]
    assert families == sorted(
        f'{family}{end}.py'
        for family in FAMILIES
        for end in ('', *(f'_lr{mult}' for mult in MULTIPLIERS))
    )


@pytest.mark.parametrize('name', PRESETS)
def test_presets(name):
    stn = Config.fromfile(ROOT / '_base_/stn' / name).stn
    family = re.split('_lr|-', name[: -len('.py')])[0]
    assert stn.transformation == family.replace('person', 'attention')
    assert LR_MULT_RANGE[0] <= stn.lr_mult <= LR_MULT_RANGE[1]
    network = MODELS.build(stn).localisation
    kernels = [
        module.kernel_size[0]
        for module in network.features.modules()
        if isinstance(module, nn.Conv2d) and module.kernel_size != (1, 1)
    ]
    assert min(kernels) >= 5 and max(kernels) == 9


@pytest.mark.parametrize('family', FAMILIES)
@pytest.mark.parametrize('mult', MULTIPLIERS)
def test_presets_of_a_family_differ_in_the_multiplier_alone(family, mult):
    plain, preset = (
        Config.fromfile(ROOT / f'_base_/stn/{family}{end}.py').stn.to_dict()
        for end in ('', f'_lr{mult}')
    )
    assert preset.pop('lr_mult') == float(mult)
    assert plain.pop('lr_mult') == 1e-4
    assert preset == plain


def test_pipelines_are_never_changed_by_list_index():
    """Neither in a config nor on the command line of a page."""
    index = re.compile(
        r'pipeline(\[\d|\.\d|\.(insert|pop|append)\()|transforms\.[\d$]'
    )
    root = ROOT.parent
    pages = [*ROOT.rglob('*.md'), *root.glob('*.md')]
    pages += [*(root / 'docs').rglob('*.md'), *(root / 'tools').rglob('*.md')]
    found = [
        f'{path.relative_to(root)}: {line}'
        for path in [*ROOT.rglob('*.py'), *pages]
        for line in path.read_text(encoding='utf-8').splitlines()
        if index.search(line)
    ]
    assert found == []


def test_no_two_configs_share_six_lines():
    """Identical lines in a row that a base could hold.

    Comments and lines of brackets alone do not count.
    """
    places = defaultdict(set)
    for path in ROOT.rglob('*.py'):
        lines = [line.strip() for line in path.read_text().splitlines()]
        lines = [line for line in lines if line.strip('()[]{},')]
        lines = [line for line in lines if not line.startswith('#')]
        for i in range(len(lines) - 5):
            places[tuple(lines[i : i + 6])].add(str(path.relative_to(ROOT)))
    shared = {rows: who for rows, who in places.items() if len(who) > 1}
    assert shared == {}


def test_no_path_is_longer_than_100_characters():
    paths = (p.relative_to(ROOT.parent) for p in ROOT.rglob('*'))
    assert [str(p) for p in paths if len(str(p)) > 100] == []


def test_the_model_index_names_existing_configs():
    root = ROOT.parent
    index = yaml.safe_load((root / 'model-index.yml').read_text())
    assert index['Import']
    for path in index['Import']:
        meta = yaml.safe_load((root / path).read_text())
        names = {collection['Name'] for collection in meta['Collections']}
        folder = (root / path).parent
        listed = {root / model['Config'] for model in meta['Models']}
        found = {
            path
            for path in folder.rglob('*.py')
            if '_base_' not in path.parts
            and _metafile_of(path) == folder / 'metafile.yml'
        }
        assert listed == found
        for model in meta['Models']:
            assert model['In Collection'] in names
            # A name is unique, a file's may occur in several folders.
            assert model['Name'].endswith(Path(model['Config']).stem)


def _metafile_of(path: Path) -> Path:
    return next(
        folder / 'metafile.yml'
        for folder in path.parents
        if (folder / 'metafile.yml').exists()
    )
