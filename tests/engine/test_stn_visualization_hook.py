"""Pictures reach every visualiser backend of a run."""

import sys

import cv2
import numpy as np
import pytest
from mmengine.config import Config
from mmengine.runner import Runner

from stn_action.engine import STNVisualizationHook
from tests.apis.tiny_inference import (
    CONFIG,
    entry,
    person_boxes,
    save_checkpoint,
    write_video,
)

FAMILIES = ('attention', 'affine', 'projective', 'thin_plate_spline')


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    import json

    folder = tmp_path_factory.mktemp('shown')
    boxes = person_boxes()
    entries = []
    for k in range(3):
        write_video(folder / f'v{k}.mp4', boxes)
        entries.append(
            entry(f'v{k}.mp4', boxes + 4, 0, clean_boxes=boxes.tolist())
        )
    (folder / 'boxes.json').write_text(
        json.dumps(dict(metainfo=dict(classes=list('abc')), data_list=entries))
    )
    (folder / 'config.py').write_text(CONFIG)
    return folder


def run(folder, tmp_path, family, **hook):
    cfg = Config.fromfile(folder / 'config.py')
    cfg.model.stn.transformation = family
    cfg.model.stn.temporal = 'frame'
    cfg.work_dir = str(tmp_path / 'run')
    cfg.custom_hooks = [dict(type='STNVisualizationHook', **hook)]
    cfg.visualizer = dict(
        type='ActionVisualizer',
        name=f'{family}{tmp_path}',
        vis_backends=[
            dict(type='LocalVisBackend'),
            dict(type='TensorboardVisBackend'),
        ],
    )
    tmp_path.mkdir(exist_ok=True)
    save_checkpoint(cfg, tmp_path / 'c.pth')
    cfg.load_from = str(tmp_path / 'c.pth')
    Runner.from_cfg(cfg).test()
    return sorted((tmp_path / 'run').rglob('*.png'))


@pytest.mark.parametrize('family', FAMILIES)
def test_pictures_of_every_family(folder, tmp_path, family):
    pictures = run(folder, tmp_path, family, num_clips=2)
    assert [p.name for p in pictures] == [
        'stn_test_v0.mp4_0_0.png',
        'stn_test_v2.mp4_0_0.png',
    ]
    image = cv2.imread(str(pictures[0]))
    assert image.shape[0] > 600
    # blue lines, the view's, on frames and crops (the videos have no blue)
    blue, _, red = image[60:430].astype(int).transpose(2, 0, 1)
    assert ((blue > 100) & (blue - red > 50)).sum() > 200


def test_pictures_reach_tensorboard(folder, tmp_path):
    pytest.importorskip('tensorboard')
    from tensorboard.backend.event_processing import event_accumulator

    pictures = run(folder, tmp_path, 'attention', num_clips=1)
    (events,) = (tmp_path / 'run').rglob('events.*')
    log = event_accumulator.EventAccumulator(str(events))
    log.Reload()
    assert log.Tags()['images'] == ['stn_test_v0.mp4_0']
    encoded = log.Images('stn_test_v0.mp4_0')[0].encoded_image_string
    shown = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(shown, cv2.imread(str(pictures[0])))


def test_frames_are_drawn_without_pyav(folder, tmp_path, monkeypatch):
    """It is an extra; the pipeline may decode with another."""
    (expected,) = run(folder, tmp_path / 'a', 'attention', num_clips=1)
    monkeypatch.setitem(sys.modules, 'av', None)
    (picture,) = run(folder, tmp_path / 'b', 'attention', num_clips=1)
    assert np.array_equal(cv2.imread(str(picture)), cv2.imread(str(expected)))


def test_bad_settings():
    with pytest.raises(ValueError, match='num_clips must be 1 or more, got 0'):
        STNVisualizationHook(num_clips=0)
