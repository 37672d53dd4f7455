"""The README's first command, smaller, on what it installs."""

import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


def test_it_trains_compares_and_draws(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / 'tests/plain_installation.py'),
            str(ROOT / 'tools/quickstart.py'),
            '--clips',
            '32',
            '8',
            '--epochs',
            '1',
            '--data-root',
            str(tmp_path / 'data'),
            '--work-dir',
            str(tmp_path / 'runs'),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    # calm: a bar a stage, the table, the pictures; the rest is in the log
    assert done.stderr == ''
    assert len(done.stdout.splitlines()) < 30, done.stdout
    assert 'mmengine' not in done.stdout
    stages = re.findall(r'^(\w+ing) .*100%', done.stdout, re.M)
    assert stages == ['generating', *['training'] * 2, *['testing'] * 3] + [
        'drawing'
    ]
    assert 'Epoch(train)' in (tmp_path / 'runs/log.txt').read_text()
    rows = re.findall(
        r'^(?:loose|true) boxes, .*?([\d.]+)   ([\d.]+)$', done.stdout, re.M
    )
    assert len(rows) == 3
    top1, iou = zip(*[(float(a), float(b)) for a, b in rows])
    assert all(0 <= v <= 1 for v in top1)
    assert 0.35 < iou[0] < 0.65  # the loose boxes
    assert iou[2] > 0.8  # the true ones
    path = re.search(r'^picture: (.+)$', done.stdout, re.M).group(1)
    page = cv2.imread(path)
    assert page.shape[0] > 300 and page.std() > 20
    path = re.search(r'^clip: (.+)$', done.stdout, re.M).group(1)
    with Image.open(path) as clip:
        assert clip.n_frames == 20  # two seconds
        first = np.array(clip.convert('RGB'), int)
        clip.seek(19)
        last = np.array(clip.convert('RGB'), int)
    assert abs(last - first).mean() > 2
