import json

import av
import numpy as np
import pytest
from mmengine.config import Config

from stn_action.apis import DetectedPersons, STNInferencer
from stn_action.apis.loose_box import (
    PRESETS,
    LooseBox,
    draw_frame,
    ordered,
    preset_boxes,
)
from stn_action.apis.persons import AnnotatedPersons
from stn_action.models.loading import load_recognizer
from stn_action.models.plain_view import plain_view
from stn_action.video.reading import VideoError
from tests.apis.tiny_inference import (
    CLASSES,
    CONFIG,
    FRAMES,
    entry,
    person_boxes,
    save_checkpoint,
)


def predicted(inferencer, path, boxes) -> np.ndarray:
    found = inferencer(path, boxes=boxes)['predictions'][0]
    window = found['persons'][0]['windows'][0]
    return np.array(list(window['pred_scores'].values()))


def test_a_drawn_box_gets_the_scores_of_the_inferencer(inferencer, folder):
    loose = LooseBox(inferencer)
    path = str(folder / 'walk/a.mp4')
    video = loose.open(path)
    box = (60.0, 64, 8, 16)  # from the lower right to the upper left
    result = loose(video, box)
    scores = loose.scores(result.window)
    assert list(scores) == CLASSES
    own = np.array(list(scores.values()))
    expected = predicted(inferencer, path, [8, 16, 60, 64])
    np.testing.assert_allclose(own, expected, atol=1e-4)
    # a box of every frame
    boxes = person_boxes()
    other = list(loose.scores(loose(video, boxes).window).values())
    expected = predicted(inferencer, path, boxes)
    np.testing.assert_allclose(other, expected, atol=1e-4)
    assert abs(own - other).max() > 1e-3


@pytest.fixture(params=['ActionDataPreprocessor', 'STNDataPreprocessor'])
def config(tmp_path, request):
    """Pixels that are normalised before the STN, and after it."""
    text = CONFIG.replace('ActionDataPreprocessor', request.param)
    (tmp_path / 'config.py').write_text(text)
    cfg = Config.fromfile(tmp_path / 'config.py')
    save_checkpoint(cfg, tmp_path / 'c.pth')
    return cfg, str(tmp_path / 'c.pth')


def test_the_plain_crop_is_a_view_that_never_moved(config, folder):
    """As if the localisation's last layer were at zero."""
    loose = LooseBox(STNInferencer(*config, 'cpu'))
    video = loose.open(str(folder / 'walk/a.mp4'))
    result = loose(video, person_boxes())
    regressor = loose.inferencer.model.stn.localisation.regressor
    regressor.weight.data.zero_()
    regressor.bias.data.zero_()
    still = loose(video, person_boxes())
    for name in ('window', 'plain'):
        np.testing.assert_allclose(
            list(loose.scores(getattr(still, name)).values()),
            list(loose.scores(result.plain).values()),
            atol=1e-6,
        )
    moved = loose.scores(result.window), loose.scores(result.plain)
    assert abs(np.subtract(*(list(m.values()) for m in moved))).max() > 1e-3
    bars = dict(loose.bars(result))
    for name, shares in bars.items():
        assert [s[:2] for s in shares] == [
            ('plain', moved[1][name]),
            ('view', moved[0][name]),
        ]


def test_the_view_is_back_after_the_context(config):
    model = load_recognizer(*config)
    own = model.refocus
    with pytest.raises(RuntimeError), plain_view(model):
        assert model.refocus != own
        raise RuntimeError
    assert model.refocus == own


def test_a_recogniser_without_an_stn(tmp_path, folder):
    (tmp_path / 'config.py').write_text(
        CONFIG
        + "model.update(type='Recognizer2D')\ndel model['stn']\n"
        + "pipeline[3]['size'] = 24\n"  # of the view, without one
    )
    cfg = Config.fromfile(tmp_path / 'config.py')
    save_checkpoint(cfg, tmp_path / 'c.pth')
    loose = LooseBox(STNInferencer(cfg, str(tmp_path / 'c.pth'), 'cpu'))
    video = loose.open(str(folder / 'walk/a.mp4'))
    result = loose(video, person_boxes())
    assert result.plain is None
    assert all(len(shares) == 1 for _, shares in loose.bars(result))


def test_limits(inferencer, folder):
    loose = LooseBox(inferencer, max_frames=5)
    video = loose.open(str(folder / 'walk/a.mp4'))
    assert len(video.frames) == 5 < FRAMES
    first = loose.first_boxes(video)
    assert first.origin == 'middle' and first.truth is None
    assert first.boxes.tolist() == [[24, 9, 72, 63]] * 5
    with pytest.raises(VideoError, match='wholly outside the frame'):
        loose(video, (200, 200, 240, 240))
    with pytest.raises(ValueError, match='inverted or empty'):
        loose(video, (10, 10, 10, 30))
    with pytest.raises(VideoError, match='no such file'):
        loose.open('none.mp4')


def test_ordered():
    assert ordered((5, 1, 2, 9)) == (2, 1, 5, 9)


def test_the_first_box_of_a_detector(inferencer, folder):
    pytest.importorskip('trackers')

    def detector(frame, filename='', index=0):
        box = [10 + index, 20, 40 + index, 60]
        return np.array([box, [60, 2, 70, 40]], float), np.array([0.9, 0.6])

    path = str(folder / 'walk/a.mp4')
    loose = LooseBox(inferencer, find_persons=DetectedPersons(detector, 1))
    first = loose.first_boxes(loose.open(path))
    assert first.origin == 'detected'
    assert first.boxes[6].tolist() == [16, 20, 46, 60]
    nobody = DetectedPersons(lambda *_: (np.zeros((0, 4)), np.zeros(0)))
    loose = LooseBox(inferencer, find_persons=nobody)
    assert loose.first_boxes(loose.open(path)).origin == 'middle'


def test_annotated_boxes_and_the_iou_with_the_true_ones(
    inferencer, folder, tmp_path
):
    """Squares: a box of 30 x 40 beside its true one, half of it away."""
    true = np.tile([20.0, 10, 50, 50], (FRAMES, 1))
    boxes = true + [20, 0, 20, 0]
    content = entry('walk/a.mp4', boxes, 0, clean_boxes=true.tolist())
    content = dict(metainfo=dict(classes=CLASSES), data_list=[content])
    (tmp_path / 'boxes.json').write_text(json.dumps(content))
    known = AnnotatedPersons(str(tmp_path / 'boxes.json'))
    loose = LooseBox(inferencer, annotated=known)
    video = loose.open(str(folder / 'walk/a.mp4'))
    first = loose.first_boxes(video)
    assert first.origin == 'annotated'
    assert first.boxes.tolist() == boxes.tolist()
    assert first.truth.tolist() == true.tolist()
    result = loose(video, first.boxes)
    box, view = loose.tiles(result, first.boxes, first.truth)
    # squares of 44 (the target has a margin of 1.1) that are 20 apart
    assert box['value'] == f'{24 / (2 * 44 - 24):.2f}' == '0.38'
    assert 0 < float(view['value']) < 1
    assert loose.tiles(result, first.boxes, None) == []


@pytest.mark.parametrize(
    'name, first, last',
    [
        ('as found', [10, 20, 30, 60], [10, 20, 30, 60]),
        ('loose', [7, 2, 41, 70], [7, 2, 41, 70]),
        ('tight', [14, 24, 26, 48], [14, 24, 26, 48]),
        ('drift', [8, 16, 32, 64], [20, 22, 44, 70]),
    ],
)
def test_presets(name, first, last):
    boxes = np.tile([10.0, 20, 30, 60], (3, 1))
    found = preset_boxes(name, boxes)
    np.testing.assert_allclose(found[0], first)
    np.testing.assert_allclose(found[-1], last)
    np.testing.assert_allclose(found[1], np.add(first, last) / 2)
    assert set(PRESETS) == {'as found', 'loose', 'tight', 'drift'}


def test_frame_and_clip(inferencer, folder, tmp_path):
    loose = LooseBox(inferencer)
    video = loose.open(str(folder / 'walk/a.mp4'))
    boxes = person_boxes()
    result = loose(video, boxes)
    plain = draw_frame(video, 3, boxes)
    assert plain.shape[1] == 7 * 96  # enlarged
    assert (draw_frame(video, 3, boxes, result.window) != plain).any()
    assert (draw_frame(video, 3, boxes, truth=boxes + 9) != plain).any()
    # an orange line down the left edge, 10 + 3 * 3 pixels
    column = plain[25 * 7 : 55 * 7, 19 * 7 - 1].astype(int)
    assert (abs(column - [255, 140, 0]).max(1) < 60).all()
    path = loose.write_clip(video, boxes, result, tmp_path / 'clip.mp4')
    with av.open(path) as played:
        stream = played.streams.video[0]
        assert stream.codec_context.name == 'h264'
        assert len(list(played.decode(video=0))) == FRAMES
