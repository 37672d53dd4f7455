"""The page of a run, from a real training, in a real browser."""

import importlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
from jinja2 import UndefinedError

from stn_action.cli import launch
from stn_action.visualization.report_page import report_page
from tests.apis.tiny_inference import (
    CLASSES,
    CONFIG,
    entry,
    person_boxes,
    write_video,
)

ROOT = Path(__file__).resolve().parents[2]

TRAINING = """
train_dataloader = dict(
    batch_size=2, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=test_dataloader['dataset'])
train_cfg = dict(by_epoch=True, max_epochs=3, val_interval=1)
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01))
default_hooks = dict(logger=dict(type='LoggerHook', interval=1))
custom_hooks = [dict(type='STNHealthHook', interval=1)]
"""


def load(path):
    module = importlib.import_module('tools.analysis_tools.report')
    return module


@pytest.fixture(scope='module')
def run_folder(tmp_path_factory):
    """The work dir of a short training."""
    folder = tmp_path_factory.mktemp('reported')
    rng, entries = np.random.default_rng(0), []
    for k in range(4):
        boxes = person_boxes(5 * k)
        write_video(folder / f'v{k}.mp4', boxes)
        loose = boxes + rng.uniform(-8, 8, 4)
        entries.append(
            entry(f'v{k}.mp4', loose, k % 3, clean_boxes=boxes.tolist())
        )
    (folder / 'boxes.json').write_text(
        json.dumps(dict(metainfo=dict(classes=CLASSES), data_list=entries))
    )
    (folder / 'config.py').write_text(CONFIG + TRAINING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('LOCAL_RANK', '0')
        launch.train(
            [
                str(folder / 'config.py'),
                '--work-dir',
                str(folder / 'run'),
                '--seed',
                '0',
            ]
        )
    return folder / 'run'


@pytest.fixture(scope='module')
def page(run_folder):
    script = load(ROOT / 'tools/analysis_tools/report.py')
    path = script.main(
        [
            str(run_folder),
            '--clips',
            '2',
            '--cfg-options',
            f'test_dataloader.dataset.data_root={run_folder.parent}',
        ]
    )
    return Path(path)


def test_what_is_on_the_page(page):
    text = page.read_text()
    for heading in (
        'Curves',
        'Confusion',
        'Worst clips',
        'Best clips',
        'Accuracy against the quality of the boxes',
    ):
        assert f'<h2>{heading}</h2>' in text
    assert text.count('<figure class="clip') == 4
    for name in ('loss', 'learning rate', 'view (training)', 'validation'):
        assert f'>{name}</text>' in text
    # 4 clips in the confusion and in the bins
    head, *rows = re.findall(r'<tr>(.*?)</tr>', text)
    assert sum(int(re.findall(r'>(\d+)<', row)[0]) for row in rows) == 4
    assert re.search(r'<b>4</b><span>clips tested', text)


CONTENT = dict(
    title='a & b',
    subtitle=['run <b>'],
    tiles=[('1 < 2', '"tile"')],
    curves=['<svg id="1"></svg>'],
    quality=dict(head=[], rows=[], svg=''),
    confusion='<svg id="2"></svg>',
    clips={'Worst <i>': [dict(caption='a"onerror=x', correct=False, uri='')]},
    config='x = dict(y="</pre>")',
)


def test_text_is_escaped_and_diagrams_are_not():
    text = report_page(**CONTENT)
    for escaped in (
        '<h1>a &amp; b</h1>',
        'run &lt;b&gt;',
        '<b>1 &lt; 2</b>',
        '<h2>Worst &lt;i&gt;</h2>',
        'alt="a&#34;onerror=x"',
        '&#34;&lt;/pre&gt;&#34;)</pre>',
        '<svg id="1"></svg>',
        '<svg id="2"></svg>',
    ):
        assert escaped in text
    assert 'No true box is known' in text and '<table>' not in text


def test_a_page_with_a_part_missing_is_an_error():
    with pytest.raises(UndefinedError, match='confusion'):
        report_page(**{k: v for k, v in CONTENT.items() if k != 'confusion'})


def test_nothing_outside_is_referred_to(page):
    text = page.read_text()
    for link in re.findall(
        r'(?:src|href|url)\s*[=(]\s*["\']?([^"\')>]+)', text
    ):
        assert link.startswith(('data:', '#')), link
    assert '@import' not in text and '<script' not in text


def chromium(tmp_path, *arguments):
    browser = shutil.which('chromium') or shutil.which('google-chrome')
    if browser is None:
        pytest.skip('needs Chromium: apt-get install chromium')
    return subprocess.run(
        [
            browser,
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            f'--user-data-dir={tmp_path}/profile',
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_in_chromium(page, tmp_path):
    """All pictures decode, all diagrams take room, nothing is blocked.

    A script may look at a copy without the policy that forbids scripts.
    """
    probe = """<script>onload = () => {
      const ok = [...document.images].filter(i => i.naturalWidth > 300);
      const svg = [...document.querySelectorAll('svg')].filter(
        s => s.getBoundingClientRect().width > 200);
      document.body.dataset.seen = ok.length + ' ' + svg.length;
    }</script></body>"""
    text = page.read_text()
    copy = tmp_path / 'probed.html'
    copy.write_text(
        re.sub(
            r'<meta http-equiv="Content-Security-Policy".*?>', '', text
        ).replace('</body>', probe)
    )
    dom = chromium(tmp_path, '--dump-dom', copy.as_uri()).stdout
    diagrams = text.count('<svg')
    assert diagrams >= 6
    assert re.search(r'data-seen="([^"]*)"', dom).group(1) == f'4 {diagrams}'

    shot = tmp_path / 'page.png'
    done = chromium(
        tmp_path,
        '--enable-logging=stderr',
        '--window-size=1200,3000',
        f'--screenshot={shot}',
        page.as_uri(),
    )
    assert 'CONSOLE' not in done.stderr, done.stderr
    image = cv2.imread(str(shot))
    assert image.shape == (3000, 1200, 3)
    shares = [(band != 255).any(-1).mean() for band in np.split(image, 10)]
    assert min(shares[:8]) > 0.01  # no blank part
