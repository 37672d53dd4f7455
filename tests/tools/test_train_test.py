"""The command-line tools on small videos, as a user runs them."""

import json
import os
import pickle
import re
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import mmaction
import numpy as np
import pytest
import torch
from mmengine.config import Config

from stn_action.cli import launch
from stn_action.cli.box_noise import load_noise

ROOT = Path(__file__).resolve().parents[2]
MMACTION_TOOLS = Path(mmaction.__file__).parent / '.mim/tools'
CLASSES, VIDEOS, FRAMES, BATCH, EPOCHS = 3, 12, 6, 2, 3
ITERS = VIDEOS // BATCH

# Imported by the config: a backbone of one layer, a hook that ends the process
# as a power cut would, half-way through the second epoch, and what threads are
# left when the interpreter ends (on Linux; the last to be called at exit).
EXTRAS = """
import atexit, os, pathlib, signal, torch
from mmaction.registry import HOOKS, MODELS
from mmengine.hooks import Hook

@MODELS.register_module()
class TinyBackbone(torch.nn.Sequential):
    def __init__(self):
        super().__init__(torch.nn.Conv2d(3, 8, 5, 4), torch.nn.ReLU())
    def init_weights(self):
        pass

@HOOKS.register_module()
class PowerCut(Hook):
    def after_train_iter(self, runner, batch_idx, *args, **kwargs):
        if (runner.epoch, batch_idx) == (1, 2) and 'POWER_CUT' in os.environ:
            os.kill(os.getpid(), signal.SIGKILL)

def write_threads():
    threads = pathlib.Path('/proc/self/task').glob('*/comm')
    path = pathlib.Path(f'threads_{os.environ["RANK"]}.txt')
    path.write_text(''.join(thread.read_text() for thread in threads))

if 'RANK' in os.environ:  # one of several processes
    atexit.register(write_threads)
"""

RUN = f"""
custom_imports = dict(imports=['stn_action', 'extras'])
custom_hooks = [dict(type='PowerCut')]
default_scope = 'mmaction'
pipeline = [
    dict(type='SampleFrames', clip_len=1, num_clips=2, test_mode=True),
    dict(type='DecordInit'), dict(type='DecordDecode'),
    dict(type='TubeCrop', size=32),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs')]
train_dataloader = dict(
    batch_size={BATCH}, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(type='PersonTubeDataset', ann_file='ann.json',
                 data_root='{{{{fileDirname}}}}', data_prefix=dict(video='.'),
                 pipeline=pipeline))
val_dataloader = test_dataloader = dict(
    batch_size=4, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=train_dataloader['dataset'])
val_evaluator = test_evaluator = dict(type='AccMetric')
train_cfg = dict(by_epoch=True, max_epochs={EPOCHS}, val_interval=1)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
default_hooks = dict(
    logger=dict(type='LoggerHook', interval=1),
    checkpoint=dict(type='CheckpointHook', interval=1))
"""

RECOGNIZER = f"""
model = dict(
    type='Recognizer2D', backbone=dict(type='TinyBackbone'),
    cls_head=dict(type='TSNHead', num_classes={CLASSES}, in_channels=8,
                  dropout_ratio=0., average_clips='prob'),
    data_preprocessor=dict(type='ActionDataPreprocessor', mean=[127.],
                           std=[60.], format_shape='NCHW'))
"""

# What a user of MMAction2 writes: his base, and the lines of this project.
MMACTION_CHILD = f"""
_base_ = 'mmaction::_base_/models/tsn_r50.py'
model = dict(
    type='STNRecognizer2D', backbone=dict(_delete_=True, type='TinyBackbone'),
    stn=dict(type='SpatialTransformer',
             looks_at=dict(type='Thumbnail', size=32),
             localisation=dict(type='LargeKernelConv')),
    cls_head=dict(num_classes={CLASSES}, in_channels=8))
"""


def write_videos(folder: Path) -> None:
    """Videos of a person-sized square, whose grey is the action."""
    rng = np.random.default_rng(0)
    entries = []
    for i in range(VIDEOS):
        name = f'{i}.avi'
        video = cv2.VideoWriter(
            str(folder / name), cv2.VideoWriter_fourcc(*'MJPG'), 25, (64, 48)
        )
        for t in range(FRAMES):
            frame = rng.integers(0, 60, (48, 64, 3), np.uint8)
            frame[10:40, 10 + t : 40 + t] += np.uint8(60 * (i % CLASSES))
            video.write(frame)
        video.release()
        boxes = [[10 + t, 10, 40 + t, 40] for t in range(FRAMES)]
        entries.append(
            dict(
                filename=name,
                label=i % CLASSES,
                total_frames=FRAMES,
                frame_inds=list(range(FRAMES)),
                boxes=boxes,
            )
        )
    annotation = dict(
        metainfo=dict(classes=[str(c) for c in range(CLASSES)]),
        data_list=entries,
    )
    (folder / 'ann.json').write_text(json.dumps(annotation))


@pytest.fixture(scope='module')
def folder(tmp_path_factory) -> Path:
    """Data, configs and the module that the configs import."""
    folder = tmp_path_factory.mktemp('data')
    write_videos(folder)
    (folder / 'extras.py').write_text(EXTRAS)
    (folder / 'config.py').write_text(RUN + RECOGNIZER)
    (folder / 'mmaction_child.py').write_text(MMACTION_CHILD + RUN)
    return folder


def run(folder: Path, *command, **environment) -> subprocess.CompletedProcess:
    """Run Python in the folder; the output is both streams."""
    path = os.pathsep.join([str(ROOT), str(folder)])
    return subprocess.run(
        [sys.executable, '-W', 'ignore', *map(str, command)],
        env={
            **os.environ,
            'PYTHONPATH': path,
            'OMP_NUM_THREADS': '1',
            'PYTHONFAULTHANDLER': '1',
            **environment,
        },
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope='module')
def work_dir(folder) -> Path:
    """Of a training that was killed in its second epoch and then resumed."""
    train = [ROOT / 'tools/train.py', 'config.py', '--seed', '0']
    killed = run(folder, *train, '--work-dir', 'work_dir', POWER_CUT='1')
    assert killed.returncode == -signal.SIGKILL, killed.stdout
    assert not (folder / 'work_dir/epoch_2.pth').exists()
    resumed = run(folder, *train, '--work-dir', 'work_dir', '--resume')
    assert resumed.returncode == 0, resumed.stdout
    assert f'resumed epoch: 1, iter: {ITERS}' in resumed.stdout
    return folder / 'work_dir'


def last_top1(work_dir: Path) -> float:
    """Of the last validation in the newest log of scalars."""
    newest = max(work_dir.glob('*/vis_data/scalars.json'))
    lines = [json.loads(line) for line in newest.read_text().splitlines()]
    return [line['acc/top1'] for line in lines if 'acc/top1' in line][-1]


def test_killed_training_resumes_and_ends(work_dir):
    last = torch.load(work_dir / f'epoch_{EPOCHS}.pth', weights_only=True)
    assert last['meta']['epoch'] == EPOCHS
    assert last['meta']['iter'] == EPOCHS * ITERS
    losses = last['message_hub']['log_scalars']['train/loss'].data[0]
    assert len(losses) == EPOCHS * ITERS
    assert last['meta']['seed'] == 0


def test_test_prints_the_top1_of_the_last_validation(folder, work_dir):
    expected = last_top1(work_dir)
    assert expected > 0.5  # an untrained model would give 1/3
    checkpoint = work_dir / f'epoch_{EPOCHS}.pth'
    done = run(
        folder,
        ROOT / 'tools/test.py',
        'config.py',
        checkpoint,
        '--work-dir',
        'test',
        '--dump',
        'predictions.pkl',
    )
    assert done.returncode == 0, done.stdout
    printed = re.findall(r'acc/top1: ([\d.]+)', done.stdout)
    assert printed == [f'{expected:.4f}']
    dumped = pickle.loads((folder / 'predictions.pkl').read_bytes())
    hits = [d['pred_label'].item() == d['gt_label'].item() for d in dumped]
    assert len(hits) == VIDEOS and np.mean(hits) == pytest.approx(expected)


def test_noise_and_pictures(in_folder, work_dir, tmp_path):
    metrics = launch.test(
        [
            'config.py',
            f'{work_dir}/epoch_{EPOCHS}.pth',
            '--box-noise',
            '1',
            '--work-dir',
            str(tmp_path / 'work_dir'),
            '--show-dir',
            str(tmp_path / 'shown'),
        ]
    )
    assert 0 <= metrics['acc/top1'] <= 1
    frames = list(tmp_path.glob('shown/*/frames_0/*.png'))
    assert len(frames) == VIDEOS * 2  # two frames a video


def test_two_processes(folder):
    done = run(
        folder,
        '-m',
        'torch.distributed.run',
        '--standalone',
        '--nproc_per_node=2',
        ROOT / 'tools/train.py',
        'config.py',
        '--launcher',
        'pytorch',
        '--work-dir',
        'two',
        '--cfg-options',
        'train_cfg.max_epochs=1',
    )
    assert done.returncode == 0, done.stdout
    last = torch.load(folder / 'two/epoch_1.pth', weights_only=True)
    assert last['meta']['iter'] == ITERS // 2  # the processes share the data
    assert 0 <= last_top1(folder / 'two') <= 1
    # A thread of gloo's that outlives the interpreter may abort the process.
    for rank in range(2):
        threads = (folder / f'threads_{rank}.txt').read_text()
        assert 'gloo' not in threads, threads


def test_mmaction2s_own_train_trains_an_stn(folder):
    done = run(
        folder,
        MMACTION_TOOLS / 'train.py',
        'mmaction_child.py',
        '--work-dir',
        'own',
        '--amp',
        '--cfg-options',
        'train_cfg.max_epochs=1',
    )
    assert done.returncode == 0, done.stdout
    last = torch.load(folder / 'own/epoch_1.pth', weights_only=True)
    assert any(name.startswith('stn.') for name in last['state_dict'])


@pytest.fixture
def in_folder(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv('LOCAL_RANK', '0')


def merged(*argv) -> Config:
    args = launch.train_parser().parse_args(['config.py', *argv])
    return launch.merge_train_args(launch._load_config(args), args)


def test_train_flags(in_folder, monkeypatch):
    monkeypatch.setattr(launch, 'has_bfloat16_unit', lambda: True)
    cfg = merged(
        '--amp',
        '--no-validate',
        '--resume',
        'some.pth',
        '--seed',
        '0',
        '--deterministic',
        '--cfg-options',
        'model.type=X',
        'auto_scale_lr.base_batch_size=8',
        '--auto-scale-lr',
    )
    assert cfg.work_dir == 'work_dirs/config'
    assert cfg.optim_wrapper.type == 'AmpOptimWrapper'
    assert cfg.val_cfg is cfg.val_dataloader is cfg.val_evaluator is None
    assert cfg.resume and cfg.load_from == 'some.pth'
    assert cfg.randomness == dict(seed=0, deterministic=True)
    assert cfg.auto_scale_lr == dict(base_batch_size=8, enable=True)
    assert cfg.model.type == 'X'


def test_amp_on_a_cpu_without_the_unit(in_folder, monkeypatch, capsys):
    monkeypatch.setattr(launch, 'has_bfloat16_unit', lambda: False)
    monkeypatch.setattr(launch, 'get_device', lambda: 'cpu')
    cfg = merged('--amp')
    assert cfg.optim_wrapper.get('type') is None
    said = capsys.readouterr()
    assert (said.out + said.err).count('stays in float32') == 1
    monkeypatch.setattr(launch, 'get_device', lambda: 'cuda')
    assert merged('--amp').optim_wrapper.type == 'AmpOptimWrapper'


def test_hooks_of_every_run(in_folder):
    hooks = merged().default_hooks
    assert hooks.checkpoint.type == 'mmaction.ResumableCheckpointHook'
    assert hooks.checkpoint.interval == 1
    assert hooks.preflight.type == 'mmaction.PreflightHook'
    assert hooks.finite_loss.type == 'mmaction.FiniteLossHook'
    own = merged('--cfg-options', 'default_hooks.checkpoint.type=Other')
    assert own.default_hooks.checkpoint.type == 'Other'


def tool(name, *argv, capsys):
    """The last line on standard error, and the exit code."""
    with pytest.raises(SystemExit) as stopped:
        getattr(launch, f'{name}_tool')(['config.py', *map(str, argv)])
    code = stopped.value.code
    return code if isinstance(code, str) else capsys.readouterr().err


def test_errors_of_training_are_one_line(in_folder, tmp_path, capsys):
    work = ['--work-dir', tmp_path]
    two = ['--cfg-options', 'model.cls_head.num_classes=2']
    line = tool('train', *work, *two, capsys=capsys)
    assert line.startswith('the head has 2 classes, the training data have 3')
    assert '\n' not in line
    with pytest.raises(ValueError, match='the head has 2 classes'):
        launch.train_tool(['config.py', *map(str, work), *two, '--debug'])


def test_a_checkpoint_of_another_head_is_refused(
    in_folder, work_dir, tmp_path, capsys
):
    """MMEngine says so in the log alone, and tests a random head."""
    path = tmp_path / 'two.pth'
    checkpoint = torch.load(work_dir / f'epoch_{EPOCHS}.pth')
    state = checkpoint['state_dict']
    for name in ('cls_head.fc_cls.weight', 'cls_head.fc_cls.bias'):
        state[name] = state[name][:2]
    torch.save(checkpoint, path)
    line = tool('test', path, '--work-dir', tmp_path, capsys=capsys)
    assert 'two.pth is of a head for 2 outputs, the config of one for' in line
    assert '\n' not in line


def test_seed_flag_wins_over_the_config(in_folder):
    cfg = merged(
        '--seed',
        '5',
        '--cfg-options',
        'randomness.seed=1',
        'randomness.deterministic=True',
    )
    assert cfg.randomness == dict(seed=5, deterministic=True)
    assert merged().randomness == dict(seed=None)


def test_auto_resume(in_folder):
    cfg = merged('--resume', '--cfg-options', 'load_from=pretrained.pth')
    assert cfg.resume is True and cfg.load_from is None


@pytest.mark.parametrize(
    'argv, message',
    [
        (['--auto-scale-lr'], 'config.py does not say for which batch size'),
        (
            ['--amp', '--cfg-options', 'optim_wrapper.type=Other'],
            'but the config has Other',
        ),
    ],
)
def test_train_flags_that_do_not_fit(in_folder, argv, message):
    with pytest.raises(ValueError, match=message):
        merged(*argv)


def test_box_noise_is_put_before_the_crop():
    pipeline = [dict(type='DecordDecode'), dict(type='TubeCrop', size=32)]
    launch.set_box_noise(pipeline, 0.5, 3)
    assert pipeline == [
        dict(type='DecordDecode'),
        dict(type='TubeBoxNoise', level=0.5, seed=3),
        dict(type='TubeCrop', size=32),
    ]


def test_box_noise_of_the_pipeline_is_set():
    noise = dict(type='mmaction.TubeBoxNoise', level=1.0, start='clean_boxes')
    pipeline = [noise, dict(type='TubeCrop', size=32)]
    launch.set_box_noise(pipeline, 0.0, 7)
    assert pipeline[0] == dict(
        type='mmaction.TubeBoxNoise', level=0.0, start='clean_boxes', seed=7
    )
    assert len(pipeline) == 2


def test_box_noise_needs_a_crop():
    with pytest.raises(ValueError, match=r"TubeCrop, but has \['Resize'\]"):
        launch.set_box_noise([dict(type='Resize')], 1.0, 0)


@pytest.mark.parametrize(
    'flag, value', [('--noise-seed', '1'), ('--noise', 'tight')]
)
def test_noise_flags_alone(in_folder, capsys, flag, value):
    with pytest.raises(SystemExit):
        launch.test(['config.py', 'x.pth', flag, value])
    assert f'{flag} needs --box-noise' in capsys.readouterr().err


def test_family_of_noise(in_folder):
    args = launch.test_parser().parse_args(
        ['config.py', 'x.pth', '--box-noise', '.5', '--noise', 'tight']
    )
    cfg = launch.merge_test_args(launch._load_config(args), args)
    (noise,) = [
        t
        for t in cfg.test_dataloader.dataset.pipeline
        if t['type'] == 'TubeBoxNoise'
    ]
    assert noise == dict(
        type='TubeBoxNoise', level=0.5, seed=0, **load_noise('tight')
    )


def test_box_noise_reaches_wrapped_data_sets(in_folder):
    args = launch.test_parser().parse_args(
        ['config.py', 'x.pth', '--box-noise', '.5']
    )
    cfg = launch._load_config(args)
    plain = cfg.test_dataloader.dataset
    cfg.test_dataloader.dataset = dict(
        type='ConcatDataset',
        datasets=[plain, dict(type='RepeatDataset', dataset=plain)],
    )
    launch.merge_test_args(cfg, args)
    first, second = cfg.test_dataloader.dataset.datasets
    for pipeline in (first.pipeline, second.dataset.pipeline):
        assert [t for t in pipeline if t['type'] == 'TubeBoxNoise'] == [
            dict(type='TubeBoxNoise', level=0.5, seed=0)
        ]


def test_dump_that_is_no_pickle(in_folder):
    with pytest.raises(ValueError, match="not 'x.json'"):
        launch.test(['config.py', 'x.pth', '--dump', 'x.json'])
