import importlib
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip('av')
from stn_action.datasets import PersonTubeDataset

ROOT = Path(__file__).parents[2]
from tests.detection.silhouette import draw_person  # noqa: E402

KEYS = list(range(0, 20, 4))


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.data.weizmann.add_silhouettes')
    return module


@pytest.fixture
def walk(tmp_path):
    """An annotation file, and the true boxes at its key frames.

    Somebody comes in from the left and leaves to the right; the annotated
    boxes are twice too wide.
    """
    frames, boxes = zip(
        *(draw_person(-10 + 11 * i, 70, 0.6, (180, 144)) for i in range(20))
    )
    video = cv2.VideoWriter(
        str(tmp_path / 'walk.avi'),
        cv2.VideoWriter_fourcc(*'MJPG'),
        25,
        (180, 144),
    )
    for frame in frames:
        video.write(frame)
    video.release()
    truth = np.array(boxes)[KEYS]
    entry = dict(
        filename='walk.avi',
        label=1,
        total_frames=20,
        width=180,
        height=144,
        frame_inds=KEYS,
        scores=[0.9] * 5,
        boxes=(truth + [-10, 0, 10, 0]).tolist(),
    )
    path = tmp_path / 'in.json'
    path.write_text(
        json.dumps(
            dict(
                metainfo=dict(classes=['bend', 'walk']),
                data_list=[entry, dict(entry, filename='gone.avi', label=0)],
            )
        )
    )
    return path, truth


def test_true_boxes(script, walk, capsys):
    path, truth = walk
    out = path.parent / 'out.json'
    script.main(
        [
            str(path),
            '--videos',
            str(path.parent),
            '--out',
            str(out),
            '--margin',
            '1',
        ]
    )
    (entry,) = json.loads(out.read_text())['data_list']  # nobody bends across
    assert entry['frame_inds'] == [4, 8, 12] and entry['clip'] == [4, 13]
    np.testing.assert_allclose(entry['clean_boxes'], truth[1:4], atol=4)
    assert entry['boxes'] == (truth[1:4] + [-10, 0, 10, 0]).tolist()
    assert "1 tubes; the detector's boxes are 1.0" in capsys.readouterr().out
    dataset = PersonTubeDataset(str(out), [])
    assert dataset[0]['start_index'] == 4 and dataset[0]['total_frames'] == 9

    script.main(
        [
            str(path),
            '--videos',
            str(path.parent),
            '--out',
            str(out),
            '--overwrite',
            '--margin',
            '2',
        ]
    )
    (wide,) = json.loads(out.read_text())['data_list']
    got, tight = np.array(wide['clean_boxes']), np.array(entry['clean_boxes'])
    np.testing.assert_allclose(
        got[:, 2] - got[:, 0], 2 * (tight[:, 2] - tight[:, 0])
    )
    np.testing.assert_allclose(
        got[:, :2] + got[:, 2:], tight[:, :2] + tight[:, 2:]
    )


def test_nobody_crosses(script, walk):
    path, _ = walk
    raw = json.loads(path.read_text())
    path.write_text(json.dumps(dict(raw, data_list=raw['data_list'][1:])))
    with pytest.raises(
        SystemExit,
        match='nobody who crosses the picture; '
        'expected some of jump, run, side, skip, walk',
    ):
        script.main([str(path), '--videos', '.', '--out', 'x.json'])


def test_replaces_nothing_unasked(script, walk):
    path, _ = walk
    before = path.read_bytes()
    flags = [str(path), '--videos', str(path.parent), '--out', str(path)]
    with pytest.raises(SystemExit, match='is an input'):
        script.main([*flags, '--overwrite'])
    assert path.read_bytes() == before
