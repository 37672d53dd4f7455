"""The page of clips on small videos."""

import importlib
from pathlib import Path
from unittest.mock import MagicMock

import cv2
import numpy as np
import pytest
import torch
from mmaction.registry import DATASETS, MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope

import stn_action  # noqa: F401
from stn_action.video.fetching import fetch_frames
from stn_action.visualization.clip_rows import clip_row
from tests.tools.tiny_persons import write_persons
from tests.transformer.views import make_view

SCRIPT = Path(__file__).parents[2] / 'tools/visualizations/draw_clips.py'


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.visualizations.draw_clips')
    return module


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp('persons')
    write_persons(folder)
    return folder


def test_clips_are_spread_over_the_sorted_ids(script):
    names = [f'{k}.avi#0' for k in (3, 1, 5, 0, 2, 4)]
    dataset = MagicMock()
    dataset.__len__.return_value = len(names)
    dataset.get_data_info = lambda i: dict(sample_id=names[i])
    chosen = script.every_nth(dataset, 3)
    assert [names[i][0] for i in chosen] == ['0', '2', '4']
    assert sorted(script.every_nth(dataset, 10)) == list(range(6))


@pytest.mark.parametrize('scale, shift', [(1.0, 0.0), (0.5, 0.25)])
def test_a_row_shows_what_the_backbone_saw(folder, scale, shift):
    """With a theta set by hand: the view is that window of the frame."""
    init_default_scope('mmaction')
    cfg = Config.fromfile(folder / 'config.py')
    cfg.test_dataloader.dataset.pipeline[3].level = 0
    cfg.test_dataloader.dataset.pipeline[4].context = 1.0
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    model = MODELS.build(cfg.model).eval()
    theta = torch.tensor([[[scale, 0, 0], [0, scale, shift]]])
    model.stn.localise = lambda clip, *args: [
        make_view(theta, frames=clip.shape[2])
    ]
    (frame, plain, view), caption = clip_row(model, dataset, 2)
    assert caption.startswith('run, taken for ')
    assert '; IoU of box 1.00, of view ' in caption
    assert caption.endswith(': 2.avi#0')
    assert frame.shape == (96, 128, 3) and plain.shape == (48, 48, 3)
    # the crop is the square of 40 around the person, at 48 pixels
    sample = dataset[2]['data_samples']
    x1, y1, x2, y2 = sample.crop_boxes[1].astype(int)
    index = int(sample.frame_inds.ravel()[1])
    image = fetch_frames(sample.filename, [index])[index]
    crop = image[y1:y2, x1:x2]
    assert abs(cv2.resize(crop, (48, 48)).astype(int) - plain).max() <= 1
    low = np.array([1 - scale, 1 - scale + shift]) / 2 * 48
    x, y = low.round().astype(int)
    side = round(scale * 48)
    window = plain[y : y + side, x : x + side]
    expected = cv2.resize(window, (32, 32), interpolation=cv2.INTER_AREA)
    assert abs(view.astype(int) - expected).mean() < 6
    drawn = frame.astype(int)
    assert (drawn[..., 2] - drawn[..., 0]).max() > 100  # the view is blue
    # and hides the orange box, which hides the white one, where they agree
    assert ((drawn[..., 0] - drawn[..., 2]).max() > 100) == (scale < 1)


def test_the_page(script, folder, tmp_path, monkeypatch):
    monkeypatch.setenv('LOCAL_RANK', '0')
    out = tmp_path / 'page.png'
    script.main(
        [
            str(folder / 'config.py'),
            str(folder / 'checkpoint.pth'),
            '--num',
            '3',
            '--out',
            str(out),
            '--work-dir',
            str(tmp_path),
            '--cfg-options',
            'test_evaluator.type=AccMetric',
            'test_cfg.type=TestLoop',
        ]
    )
    page = cv2.imread(str(out))
    assert page.shape[0] > 3 * 168 and len(np.unique(page)) > 50


ALONE = """
_base_ = 'config.py'
model = dict(_delete_=True, type='STNRefocuser', stn=_base_.model.stn,
             data_preprocessor=_base_.model.data_preprocessor)
test_cfg = dict()
test_evaluator = dict(type='ViewIoUMetric')
custom_hooks = [dict(type='EMAHook', update_buffers=True)]
"""


def test_the_page_of_a_localisation_network_alone(
    script, folder, tmp_path, monkeypatch
):
    """It names no action; its training kept a mean of the weights."""
    monkeypatch.setenv('LOCAL_RANK', '0')
    config, weights = folder / 'alone.py', tmp_path / 'alone.pth'
    config.write_text(ALONE)
    state = torch.load(folder / 'checkpoint.pth')['state_dict']
    stn = {k: v for k, v in state.items() if k.startswith('stn.')}
    torch.save(dict(state_dict=stn), weights)
    out = tmp_path / 'page.png'
    given = [str(config), str(weights), '--num', '1', '--out', str(out)]
    script.main([*given, '--work-dir', str(tmp_path)])
    page = cv2.imread(str(out))
    assert page.shape[0] > 168 and len(np.unique(page)) > 50


def test_num(script, capsys):
    with pytest.raises(SystemExit):
        script.main(['c.py', 'x.pth', '--num', '0'])
    assert '--num must be 1 or more' in capsys.readouterr().err
