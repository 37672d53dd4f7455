import importlib
import json
from pathlib import Path

import cv2
import pytest

from stn_action.video.reading import read_frames
from tests.datasets.tube_videos import (
    FRAMES,
    entry,
    person_boxes,
    write_video,
)

pytest.importorskip('av')
ROOT = Path(__file__).parents[2]


@pytest.fixture
def browse(tmp_path):
    module = importlib.import_module('tools.data.browse_tubes')
    (tmp_path / 'walk').mkdir()
    write_video(tmp_path / 'walk/a.avi', person_boxes())
    entries = [
        entry('walk/a.avi', person_boxes()),
        entry('walk/a.avi', person_boxes(10)),
    ]
    ann_file = tmp_path / 'tubes.json'
    ann_file.write_text(
        json.dumps(dict(metainfo=dict(classes=['walk']), data_list=entries))
    )
    return lambda *args: module.main(
        [str(ann_file), '--videos', str(tmp_path), *map(str, args)]
    )


def test_a_picture(browse, tmp_path):
    browse('--out', tmp_path / 'out/tubes.png', '--columns', 4)
    picture = cv2.imread(str(tmp_path / 'out/tubes.png'))
    assert picture.shape[1] > 4 * 128 and picture.shape[0] > 2 * 96
    orange = (abs(picture.astype(int) - (0, 140, 255)) < 40).all(2)
    halves = orange[:, : picture.shape[1] // 2], orange[:, -300:]
    assert all(half.sum() > 50 for half in halves)


def test_videos(browse, tmp_path):
    browse('--out', tmp_path / 'out')
    frames = list(read_frames(str(tmp_path / 'out/walk/a.mp4')))
    assert len(frames) == FRAMES and frames[0].shape == (96, 128, 3)
    x1, y1, x2, y2 = person_boxes()[6]
    edge = frames[6][y1:y2, x1].astype(int).mean(0)
    assert edge[0] > edge[2] + 50  # orange, not the white of the person


def test_bad_input(browse, tmp_path):
    with pytest.raises(SystemExit, match='no tube to draw'):
        browse('--out', tmp_path / 'a.png', '--match', 'swim')
    (tmp_path / 'walk/a.avi').write_bytes(b'')
    with pytest.raises(SystemExit, match='a.avi: the file is empty'):
        browse('--out', tmp_path / 'a.png')
