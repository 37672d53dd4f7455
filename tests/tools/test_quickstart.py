"""The README's first command, smaller, on what it installs."""

import re
import subprocess
import sys
from pathlib import Path

import cv2

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
    assert 'Epoch(train)' in done.stdout  # MMEngine's progress
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
    assert page.shape[0] > 600 and page.std() > 20
