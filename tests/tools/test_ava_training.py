"""AVA's files to tubes to a recogniser with an STN to AVA's mAP."""

import importlib
import shutil
import sys
from pathlib import Path

import pytest
from mmengine.config import Config
from mmengine.runner import Runner

import stn_action  # noqa: F401
from tests.tools.ava_files import NAMES, write_ava

ROOT = Path(__file__).parents[2]


def build_annotations(monkeypatch, folder, out, *flags):
    ROOT / 'tools/data/ava/build_annotations.py'
    script = importlib.import_module('tools.data.ava.build_annotations')
    monkeypatch.setattr(
        sys,
        'argv',
        [
            'build',
            '--csv',
            f'{folder}/annotations/val.csv',
            '--label-map',
            f'{folder}/annotations/list.pbtxt',
            '--videos',
            f'{folder}/videos',
            '--out',
            f'{folder}/{out}',
            *flags,
        ],
    )
    script.main()


def small(cfg, folder):
    """The config with small everything, and the small AVA's files."""
    cfg.work_dir = str(folder / 'work')
    cfg.load_from = None
    cfg.train_cfg.update(max_epochs=1, val_interval=1)
    cfg.param_scheduler = []
    cfg.default_hooks.logger.interval = 1
    cfg.custom_hooks[0].interval = 1
    cfg.model.backbone.update(depth=18, base_channels=8)
    cfg.model.cls_head.update(num_classes=len(NAMES), in_channels=64)
    cfg.model.stn.update(
        output_size=32,
        looks_at=dict(type='Thumbnail', size=32),
        localisation=dict(
            type='LargeKernelConv', kernel_sizes=(9, 7), channels=(4, 4)
        ),
    )
    for split in ('train', 'val', 'test'):
        loader = cfg[f'{split}_dataloader']
        loader.update(batch_size=2, num_workers=0, persistent_workers=False)
        loader.dataset.pipeline.sample.update(clip_len=2, frame_interval=4)
        loader.dataset.pipeline.crop.size = 40
    return cfg


@pytest.mark.filterwarnings('ignore:Mean of empty slice')
def test_config_trains_and_is_evaluated(tmp_path, monkeypatch):
    """The config's own paths and metric; MMEngine's loops."""
    annotations = tmp_path / 'annotations'
    write_ava(tmp_path / 'videos', annotations)
    build_annotations(monkeypatch, tmp_path, 'ava_train.json')
    build_annotations(monkeypatch, tmp_path, 'ava_val.json')
    for source, target in (
        ('val.csv', 'ava_val_v2.2.csv'),
        ('excluded.csv', 'ava_val_excluded_timestamps_v2.2.csv'),
        ('list.pbtxt', 'ava_action_list_v2.2_for_activitynet_2019.pbtxt'),
    ):
        shutil.copy(annotations / source, annotations / target)
    monkeypatch.setenv('AVA_ROOT', str(tmp_path))
    monkeypatch.chdir(tmp_path)  # AVAMetric writes its csv there
    cfg = Config.fromfile(
        ROOT / 'configs/ava/stn-slowonly_r50_8x4x1-15e_ava22-tubes.py'
    )
    runner = Runner.from_cfg(small(cfg, tmp_path))
    runner.train()
    scalars = runner.message_hub.log_scalars
    for name in ('train/loss_cls', 'train/loss_refocus', 'train/stn/scale'):
        assert scalars[name].current() > 0
    # the boxes are the annotated ones, so every person is found
    assert 0 < scalars['val/mAP/overall'].current() <= 1
    assert runner.model.stn.last_view.theta.shape == (2, 2, 3)
