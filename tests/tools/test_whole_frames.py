"""MMAction2's own data sets, without any box, before an STN.

Each is trained, validated and tested as a user does it: by this project's
tools and by MMAction2's.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import mmaction
import numpy as np
import pytest
import torch

from stn_action.cli import launch

ROOT = Path(__file__).resolve().parents[2]
MMACTION_TOOLS = Path(mmaction.__file__).parent / '.mim/tools'
FRAMES, VIDEOS = 6, 4

CONFIG = """
custom_imports = dict(imports=['stn_action', 'whole_frame_extras'])
default_scope = 'mmaction'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(type='WholeFrameBackbone'),
    cls_head=dict(type='TSNHead', num_classes=2, in_channels=8,
                  average_clips='prob'),
    stn=dict(type='SpatialTransformer',
             localisation=dict(type='LargeKernelConv')),
    data_preprocessor=dict(type='ActionDataPreprocessor', mean=[127.],
                           std=[60.], format_shape='NCHW'))
sample = dict(type='SampleFrames', clip_len=1, num_clips=2, test_mode=True)
load = [
    *DECODE,
    dict(type='Resize', scale=(48, 48), keep_ratio=False),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackActionInputs')]
train_dataloader = dict(
    batch_size=2, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(ann_file='LIST', data_root='{{fileDirname}}',
                 pipeline=load, DATASET))
val_dataloader = test_dataloader = dict(
    train_dataloader, sampler=dict(type='DefaultSampler', shuffle=False))
val_evaluator = test_evaluator = dict(type='AccMetric')
train_cfg = dict(by_epoch=True, max_epochs=1, val_interval=1)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    constructor='STNOptimWrapperConstructor',
    optimizer=dict(type='SGD', lr=0.1))
"""

EXTRAS = """
import torch
from mmaction.registry import MODELS

@MODELS.register_module()
class WholeFrameBackbone(torch.nn.Sequential):
    def __init__(self):
        super().__init__(torch.nn.Conv2d(3, 8, 5, 4), torch.nn.ReLU())
    def init_weights(self):
        pass
"""

DATASETS = dict(
    video=(
        "[dict(type='DecordInit'), sample, dict(type='DecordDecode')]",
        "type='VideoDataset', data_prefix=dict(video='videos')",
    ),
    rawframe=(
        "[sample, dict(type='RawFrameDecode')]",
        "type='RawframeDataset', data_prefix=dict(img='frames')",
    ),
)


def write(folder: Path) -> None:
    rng = np.random.default_rng(0)
    (folder / 'videos').mkdir()
    lists = dict(video=[], rawframe=[])
    for k in range(VIDEOS):
        images = folder / f'frames/{k}'
        images.mkdir(parents=True)
        video = cv2.VideoWriter(
            str(folder / f'videos/{k}.avi'),
            cv2.VideoWriter_fourcc(*'MJPG'),
            25,
            (64, 48),
        )
        for t in range(FRAMES):
            frame = rng.integers(0, 90, (48, 64, 3), np.uint8)
            frame[10:40, 10 + t : 40 + t] += np.uint8(90 * (k % 2))
            video.write(frame)
            cv2.imwrite(str(images / f'img_{t + 1:05}.jpg'), frame)
        video.release()
        lists['video'].append(f'{k}.avi {k % 2}')
        lists['rawframe'].append(f'{k} {FRAMES} {k % 2}')
    (folder / 'whole_frame_extras.py').write_text(EXTRAS)
    for kind, (decode, dataset) in DATASETS.items():
        (folder / f'{kind}.txt').write_text('\n'.join(lists[kind]))
        config = CONFIG.replace('DECODE', decode).replace('DATASET', dataset)
        (folder / f'{kind}.py').write_text(
            config.replace('LIST', f'{kind}.txt')
        )


@pytest.fixture(scope='module')
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp('whole_frames')
    write(folder)
    return folder


def run(folder: Path, *command) -> subprocess.CompletedProcess:
    path = os.pathsep.join([str(ROOT), str(folder)])
    return subprocess.run(
        [sys.executable, '-W', 'ignore', *map(str, command)],
        env={**os.environ, 'PYTHONPATH': path, 'OMP_NUM_THREADS': '1'},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def top1(text: str) -> str:
    return re.findall(r'acc/top1: ([\d.]+)', text)[-1]


def check_trained(work_dir: Path) -> None:
    state = torch.load(work_dir / 'epoch_1.pth', weights_only=True)
    names = [k for k in state['state_dict'] if k.startswith('stn.')]
    assert names, 'no spatial transformer was trained'


@pytest.mark.parametrize('kind', DATASETS)
def test_tools_of_this_project(folder, kind, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv('LOCAL_RANK', '0')
    work_dir = folder / f'{kind}_own'
    launch.train([f'{kind}.py', '--work-dir', str(work_dir)])
    check_trained(work_dir)
    (log,) = work_dir.glob('*/*.log')
    metrics = launch.test(
        [
            f'{kind}.py',
            str(work_dir / 'epoch_1.pth'),
            '--work-dir',
            str(folder / f'{kind}_test'),
        ]
    )
    # the test repeats what the validation said
    assert f'{metrics["acc/top1"]:.4f}' == top1(log.read_text())


@pytest.mark.parametrize('kind', DATASETS)
def test_tools_of_mmaction2(folder, kind):
    work_dir = folder / f'{kind}_mmaction2'
    config = f'{kind}.py'
    trained = run(
        folder, MMACTION_TOOLS / 'train.py', config, '--work-dir', work_dir
    )
    assert trained.returncode == 0, trained.stdout
    check_trained(work_dir)
    assert 0 <= float(top1(trained.stdout)) <= 1


KEEP_BOX = [
    'model.stn.steps.order=[keep_box]',
    'model.stn.steps.keep_box.type=KeepBox',
    'model.stn.steps.keep_box.iou=0.85',
    # so that an error of the first batch would be another one
    'train_dataloader.dataset.data_root=nowhere',
    'train_dataloader.dataset.ann_file={}',
]
REFUSED = (
    "asks where the person's box lies in the crop (KeepBox, or a look with a "
    'context), but the {} data ({}) do not say it: the pipeline has no '
    'TubeCrop and no PackTubeInputs'
)
CLASSES = dict(video='VideoDataset', rawframe='RawframeDataset')


def keep_box(folder, kind):
    return [text.format(folder / f'{kind}.txt') for text in KEEP_BOX]


@pytest.mark.parametrize('kind', DATASETS)
def test_keep_box_is_refused_before_the_first_batch(folder, kind, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv('LOCAL_RANK', '0')
    options = ['--cfg-options', *keep_box(folder, kind)]
    message = re.escape(REFUSED.format('training', CLASSES[kind]))
    with pytest.raises(ValueError, match=message):
        launch.train([f'{kind}.py', '--work-dir', 'refused', *options])
    state = torch.load(folder / f'{kind}_own/epoch_1.pth', weights_only=True)
    torch.save(state, folder / 'plain.pth')
    options[4] = 'test_dataloader.dataset.data_root=nowhere'
    options[5] = f'test_dataloader.dataset.ann_file={folder}/{kind}.txt'
    message = re.escape(REFUSED.format('test', CLASSES[kind]))
    with pytest.raises(ValueError, match=message):
        launch.test([f'{kind}.py', 'plain.pth', *options])


def test_keep_box_under_the_tools_of_mmaction2(folder):
    """Which run without the project's own hooks, but for STNHealthHook."""
    config = folder / 'health.py'
    config.write_text(
        "_base_ = 'video.py'\ncustom_hooks = [dict(type='STNHealthHook')]\n"
    )
    done = run(
        folder,
        MMACTION_TOOLS / 'train.py',
        config,
        '--cfg-options',
        *keep_box(folder, 'video'),
    )
    assert done.returncode == 1
    assert REFUSED.format('training', 'VideoDataset') in done.stdout
