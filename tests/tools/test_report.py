"""The page of a run, from a real training, in a real browser."""

import importlib
import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from jinja2 import UndefinedError
from mmaction.registry import MODELS
from mmengine.config import Config

from stn_action.cli import launch
from stn_action.evaluation.clip_outcomes import ClipTester
from stn_action.models.loading import load_recognizer
from stn_action.visualization.report_page import KINDS, report_page, tile
from tests.apis.tiny_inference import (
    CLASSES,
    CONFIG,
    entry,
    person_boxes,
    save_checkpoint,
    write_video,
)

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


def report(folder, *flags) -> str:
    """Path of the page on a run; its clips lie beside the folder."""
    tool = importlib.import_module('tools.analysis_tools.report')
    args = tool.parse_args(
        [
            str(folder),
            *map(str, flags),
            '--cfg-options',
            f'test_dataloader.dataset.data_root={folder.parent}',
        ]
    )
    return tool.write_report(args)


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
    return Path(report(run_folder, '--clips', '2'))


def headings(text: str) -> list:
    return re.findall(r'<h2 id="\w+">(.*?)</h2>', text)


def quality_counts(text: str) -> list:
    """Clips of each row of the table on the boxes."""
    _, *rows = re.findall(r'<tr>(.*?)</tr>', text)
    return [int(re.findall(r'>(\d+)<', row)[0]) for row in rows]


def test_what_is_on_the_page(page):
    text = page.read_text()
    assert headings(text) == [
        'Result',
        'Quality of the boxes',
        'Top-1 by class',
        'Confusion',
        'Worst clips',
        'Best clips',
        'Curves',
        'Config',
    ]
    for anchor, name in re.findall(r'<a href="#(\w+)">(.*?)</a>', text):
        assert f'<h2 id="{anchor}">{name}</h2>' in text
    assert text.count('<figure class="clip') == 4
    for name in ('loss', 'learning rate', 'view (training)', 'validation'):
        assert f'>{name}</text>' in text
    assert sum(quality_counts(text)) == 4
    assert '<b>4</b><span>clips tested' in text
    folded = text[text.index('<h2 id="curves">') :]
    assert folded.index('<details>') < folded.index('<svg')


def test_with_and_without_the_stn_side_by_side(run_folder, page):
    """The plain one is that of a model whose localisation is at zero."""
    text = page.read_text()
    tops = re.findall(r'<b>([\d.]+)</b><span>(top-1 with\w*) STN', text)
    assert [name for _, name in tops] == ['top-1 without', 'top-1 with']
    cfg = Config.fromfile(run_folder / 'config.py')
    cfg.test_dataloader.dataset.data_root = str(run_folder.parent)
    model = load_recognizer(cfg, str(run_folder / 'epoch_3.pth'))
    assert f'{accuracy(model, cfg):.3f}' == tops[1][0]
    for parameter in model.stn.localisation.regressor.parameters():
        torch.nn.init.zeros_(parameter)
    assert f'{accuracy(model, cfg):.3f}' == tops[0][0]
    # bars of the 4 clips, plain and re-focused
    bars = re.findall(
        r'class="of-(\w+)" style="width[^>]*></i>\d+ of (\d)', text
    )
    for kind in ('plain', 'view'):
        assert sum(int(n) for k, n in bars if k == kind) == 4


def accuracy(model, cfg) -> float:
    outcomes = ClipTester(model, cfg).outcomes()
    return sum(o.correct for o in outcomes) / len(outcomes)


def test_every_part_counts_the_same_clips(run_folder, tmp_path):
    """Under two levels of noise, on top of boxes that are loose already."""
    out = tmp_path / 'noise.html'
    report(run_folder, '--box-noise', 0, 1, '--clips', 1, '--out', out)
    text = out.read_text()
    assert '<b>8</b><span>clips tested' in text
    assert sum(quality_counts(text)) == 8
    bars = re.findall(
        r'class="of-view" style="width[^>]*></i>\d+ of (\d)', text
    )
    assert sum(map(int, bars)) == 8
    assert 'level 0, 1 was drawn on top of the boxes of the test set' in text


def test_a_localisation_network_alone(run_folder, tmp_path):
    """No class is recognised: the page shows boxes and views."""
    folder = run_folder.parent / 'refocuser'
    folder.mkdir()
    (folder / 'config.py').write_text(
        (run_folder.parent / 'config.py').read_text()
        + """
model = dict(type='STNRefocuser', stn=model['stn'],
             data_preprocessor=model['data_preprocessor'])
"""
    )
    cfg = Config.fromfile(folder / 'config.py')
    model = MODELS.build(cfg.model)
    torch.save(dict(state_dict=model.state_dict()), folder / 'iter_1.pth')
    (folder / 'last_checkpoint').write_text(str(folder / 'iter_1.pth'))
    text = Path(report(folder, '--clips', 1)).read_text()
    assert headings(text) == [
        'Result',
        'Quality of the boxes',
        'Worst clips',
        'Best clips',
        'Curves',
        'Config',
    ]
    assert 'mean IoU of the view' in text and 'top-1' not in text
    assert sum(quality_counts(text)) == 4
    assert text.count('<figure class="clip') == 2


def test_a_test_alone(run_folder):
    """It leaves neither curves nor last_checkpoint."""
    folder = run_folder.parent / 'tested'
    checkpoint = run_folder / 'epoch_3.pth'
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('LOCAL_RANK', '0')
        launch.test(
            [
                str(run_folder.parent / 'config.py'),
                str(checkpoint),
                '--work-dir',
                str(folder),
            ]
        )
    text = Path(report(folder, '--clips', 1)).read_text()
    assert f'checkpoint {checkpoint}' in text
    assert 'This folder holds no curves of a training' in text
    assert '<b>4</b><span>clips tested' in text


def test_a_recogniser_without_an_stn(run_folder):
    """There is nothing to compare it with; it is compared with."""
    folder = run_folder.parent / 'plain'
    folder.mkdir()
    config = (run_folder.parent / 'config.py').read_text()
    (folder / 'config.py').write_text(
        config
        + "model.update(type='Recognizer2D')\ndel model['stn']\n"
        + "pipeline[3]['size'] = 24\n"  # of the view, without one
    )
    cfg = Config.fromfile(folder / 'config.py')
    save_checkpoint(cfg, folder / 'c.pth')
    text = Path(
        report(folder, '--clips', 1, '--checkpoint', folder / 'c.pth')
    ).read_text()
    assert 'top-1, no STN' in text and 'without STN' not in text
    own = re.search(r'<b>([\d.]+)</b><span>top-1, no', text).group(1)

    out = folder / 'compared.html'
    both = ('--without', folder / 'config.py', folder / 'c.pth')
    report(run_folder, '--clips', 1, '--out', out, *both)
    text = out.read_text()
    assert f'<b>{own}</b><span>top-1 without STN' in text
    assert 'another recogniser (--without)' in text


def test_no_checkpoint_is_one_sentence(run_folder, tmp_path):
    (tmp_path / 'config.py').write_text((run_folder / 'config.py').read_text())
    with pytest.raises(ValueError, match='no last_checkpoint .*--checkpoint'):
        report(tmp_path)


def test_an_input_or_an_older_file_is_not_replaced(run_folder, tmp_path):
    config = run_folder / 'config.py'
    before = config.read_text()
    with pytest.raises(ValueError, match=r'config\.py: is an input'):
        report(run_folder, '--config', config, '--out', config, '--overwrite')
    assert config.read_text() == before
    mine = tmp_path / 'mine.html'
    mine.write_text('mine')
    with pytest.raises(FileExistsError, match='--overwrite'):
        report(run_folder, '--out', mine)
    assert mine.read_text() == 'mine'


CONTENT = dict(
    title='a & b',
    subtitle=['run <b>'],
    tiles=[tile('1 < 2', '"tile"')],
    notes=['a < b'],
    curves=['<svg id="1"></svg>'],
    quality=dict(head=[], rows=[], svg=''),
    by_class=[('c < d', [('view', 0.5, '1 of 2')])],
    kinds=KINDS,
    confusion='<svg id="2"></svg>',
    clips={
        'Worst <i>': [
            dict(
                caption='a"onerror=x',
                verdict='wrong',
                uri='',
                panels=[dict(name='e"onerror=x', kind='view', uri='')],
            )
        ]
    },
    config='x = dict(y="</pre>")',
)


def test_text_is_escaped_and_diagrams_are_not():
    text = report_page(**CONTENT)
    for escaped in (
        '<h1>a &amp; b</h1>',
        'run &lt;b&gt;',
        '<b>1 &lt; 2</b>',
        '<h2 id="clips1">Worst &lt;i&gt;</h2>',
        'alt="a&#34;onerror=x"',
        'alt="e&#34;onerror=x"',
        '<p class="soft">a &lt; b</p>',
        '<span>c &lt; d</span>',
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


@pytest.mark.parametrize('width', [1200, 420])
def test_in_chromium(browser, page, tmp_path, width):
    """Pictures decode, nothing is blocked, nothing is wider than the page."""
    tab = browser.new_page(viewport=dict(width=width, height=900))
    said = []
    tab.on('console', lambda message: said.append(message.text))
    tab.goto(page.as_uri())
    seen = tab.evaluate(
        """() => ({
          broken: [...document.images].filter(i => !i.naturalWidth).length,
          panels: [...document.querySelectorAll('.panels img')].map(
            i => i.getBoundingClientRect().width),
          diagrams: [...document.querySelectorAll('svg')].map(
            s => s.getBoundingClientRect().width),
          page: document.documentElement.scrollWidth,
        })"""
    )
    assert seen['broken'] == 0 and said == []
    assert len(seen['panels']) == 4 * 3 and min(seen['panels']) > 160
    assert seen['page'] <= width
    folded = page.read_text().split('<h2 id="curves">')[1].count('<svg')
    shown = seen['diagrams'][:-folded]
    assert len(shown) == 2 and min(shown) > 300
    tab.screenshot(path=str(tmp_path / 'page.png'), full_page=True)
    image = cv2.imread(str(tmp_path / 'page.png'))
    shares = [(b != 255).any(-1).mean() for b in np.array_split(image, 10)]
    assert min(shares) > 0.01  # no blank part
