""" "Your own data in 3 steps" of the README, word for word.

Files and commands are taken from the page. What is added: tiny videos, few
iterations, and no download (``pretrained`` off), all by ``--cfg-options``.
"""

import json
import re
import runpy
import shlex
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
QUICK = dict(
    my_refocus='train_cfg.max_iters=1 train_cfg.val_interval=1 '
    'default_hooks.checkpoint.interval=1 train_dataloader.batch_size=2 ',
    my_recognizer='train_cfg.max_epochs=1 train_cfg.val_interval=1 ',
)
NO_DOWNLOAD = 'model.backbone.pretrained=False'
ONE_PROCESS = ' '.join(
    f'{part}_dataloader.num_workers=0 '
    f'{part}_dataloader.persistent_workers=False'
    for part in ('train', 'val', 'test')
)
# What the shortened trainings leave, under the names that the page has.
RENAMED = dict(
    my_refocus=('iter_1.pth', 'iter_2000.pth'),
    my_recognizer=('epoch_1.pth', 'epoch_10.pth'),
)


def blocks() -> dict:
    """Language to the code blocks of the section, in order."""
    page = (ROOT / 'README.md').read_text(encoding='utf-8')
    section = page.split('## Your own data in 3 steps')[1].split('\n## ')[0]
    found = {}
    for language, block in re.findall(r'```(\w+)\n(.*?)```', section, re.S):
        lines = [line[3:] for line in block.splitlines()]  # of a list item
        found.setdefault(language, []).append('\n'.join(lines) + '\n')
    return found


def write_video(path: Path, boxes: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    video = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*'mp4v'), 20, (160, 120)
    )
    for x1, y1, x2, y2 in boxes.astype(int):
        frame = np.full((120, 160, 3), 90, np.uint8)
        frame[y1:y2, x1:x2] = (60, 200, 240)
        video.write(frame)
    video.release()


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """A folder with the tools, the page's files and videos to its boxes."""
    (tmp_path / 'tools').symlink_to(ROOT / 'tools')
    code = blocks()
    (annotation,) = code['json']
    for split in ('train', 'val'):
        path = tmp_path / f'data/mine/{split}.json'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(annotation)
    for entry in json.loads(annotation)['data_list']:
        boxes = np.array(entry['boxes'], float)
        frames = np.arange(entry['total_frames'])
        boxes = np.stack(
            [
                np.interp(frames, entry['frame_inds'], column)
                for column in boxes.T
            ],
            1,
        )
        write_video(tmp_path / 'data/mine/videos' / entry['filename'], boxes)
    for config in code['python']:
        name = re.match(r'# (\w+\.py)\n', config).group(1)
        (tmp_path / name).write_text(config)
    monkeypatch.chdir(tmp_path)
    for variable in ('JHMDB_ROOT', 'JHMDB_VIDEOS', 'JHMDB_FOLD'):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv('LOCAL_RANK', '0')
    return tmp_path


def run(command: str, monkeypatch) -> None:
    """One line of the page, in this process."""
    python, script, config, *rest = shlex.split(command)
    assert python == 'python'
    name = Path(config).stem
    options = QUICK[name] if 'train.py' in script else ''
    argv = [
        script,
        config,
        *rest,
        '--cfg-options',
        *options.split(),
        NO_DOWNLOAD,
    ]
    if 'infer.py' not in script:
        argv += ONE_PROCESS.split()
    monkeypatch.setattr(sys, 'argv', argv)
    try:
        runpy.run_path(script, run_name='__main__')
    except SystemExit as end:
        assert end.code == 0, command
    if 'train.py' in script:
        made, named = RENAMED[name]
        folder = Path('work_dirs') / name
        (folder / made).rename(folder / named)


def test_three_steps(checkout, monkeypatch, capsys):
    commands = blocks()['bash'][0].strip().splitlines()
    assert len(commands) == 4
    for command in commands:
        run(command, monkeypatch)
    assert 'acc/top1: ' in capsys.readouterr().out
    result = json.loads((checkout / 'result.json').read_text())
    assert result['classes'] == ['walk', 'wave']
    assert [Path(v['video']).stem for v in result['predictions']] == ['a', 'b']
    for video in result['predictions']:
        (window,) = video['persons'][0]['windows']
        scores = window['pred_scores'].values()
        assert sum(scores) == pytest.approx(1, abs=1e-3)
        assert window['pred_class'] in ('walk', 'wave')
        assert len(window['view_boxes']) == 3
    drawn = (checkout / 'annotated').rglob('*.mp4')
    assert sorted(p.parent.name + '/' + p.name for p in drawn) == [
        'walk/a.mp4',
        'wave/b.mp4',
    ]
