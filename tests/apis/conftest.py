import json

import numpy as np
import pytest
from mmengine.config import Config

from tests.apis.tiny_inference import (
    CLASSES,
    CONFIG,
    entry,
    person_boxes,
    save_checkpoint,
    write_video,
)


@pytest.fixture(scope='session')
def folder(tmp_path_factory):
    """Videos, boxes.json, config.py and checkpoint.pth."""
    folder = tmp_path_factory.mktemp('inference')
    shaken = person_boxes() + np.random.default_rng(1).uniform(-4, 4, (12, 4))
    write_video(folder / 'walk/a.mp4', person_boxes())
    write_video(folder / 'wave/b.mp4', person_boxes(25))
    entries = [
        entry('walk/a.mp4', shaken, 0, clean_boxes=person_boxes().tolist()),
        entry('walk/a.mp4', person_boxes(20), 1),
        entry('wave/b.mp4', person_boxes(25), 1),
    ]
    (folder / 'boxes.json').write_text(
        json.dumps(dict(metainfo=dict(classes=CLASSES), data_list=entries))
    )
    (folder / 'config.py').write_text(CONFIG)
    save_checkpoint(
        Config.fromfile(folder / 'config.py'), folder / 'checkpoint.pth'
    )
    return folder


@pytest.fixture(scope='session')
def inferencer(folder):
    from stn_action.apis import STNInferencer

    return STNInferencer(
        str(folder / 'config.py'),
        str(folder / 'checkpoint.pth'),
        device='cpu',
        show_progress=False,
    )
