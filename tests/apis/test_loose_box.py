import numpy as np
import pytest

from stn_action.apis import DetectedPersons
from stn_action.apis.loose_box import (
    LooseBox,
    draw_loose_box,
    ordered,
    view_sheet,
)
from stn_action.video.reading import VideoError
from tests.apis.tiny_inference import CLASSES, FRAMES, person_boxes


def test_a_drawn_box_gets_the_scores_of_the_inferencer(inferencer, folder):
    loose = LooseBox(inferencer)
    path = str(folder / 'walk/a.mp4')
    video = loose.open(path)
    box = (60.0, 64, 8, 16)  # from the lower right to the upper left
    window = loose(video, box)
    expected = inferencer(path, boxes=[8, 16, 60, 64])
    expected = expected['predictions'][0]['persons'][0]['windows'][0]
    scores = loose.scores(window)
    assert list(scores) == CLASSES
    np.testing.assert_allclose(
        list(scores.values()),
        list(expected['pred_scores'].values()),
        atol=1e-4,
    )
    other = loose.scores(loose(video, person_boxes()[0]))
    assert (
        abs(np.subtract(list(scores.values()), list(other.values()))).max()
        > 1e-3
    )
    assert view_sheet(window).shape[0] > 500
    plain = video.frames[3]
    drawn = draw_loose_box(video, 3, box, window)
    assert (drawn != plain).any(-1).sum() > 200
    corner = draw_loose_box(video, 3, (), corner=(30, 20))
    rows, columns = np.nonzero((corner != plain).any(-1))
    assert abs(rows - 20).max() < 8 and abs(columns - 30).max() < 8


def test_limits(inferencer, folder):
    video = LooseBox(inferencer, max_frames=5).open(str(folder / 'walk/a.mp4'))
    assert len(video.frames) == 5 < FRAMES
    assert LooseBox(inferencer).first_box(video) == (24, 9, 72, 63)
    with pytest.raises(VideoError, match='wholly outside the frame'):
        LooseBox(inferencer)(video, (200, 200, 240, 240))
    with pytest.raises(ValueError, match='inverted or empty'):
        LooseBox(inferencer)(video, (10, 10, 10, 30))
    with pytest.raises(VideoError, match='no such file'):
        LooseBox(inferencer).open('none.mp4')


def test_ordered():
    assert ordered((5, 1, 2, 9)) == (2, 1, 5, 9)


def test_the_first_box_of_a_detector(inferencer, folder):
    def detector(frame, filename='', index=0):
        box = [10 + index, 20, 40 + index, 60]
        return np.array([box, [60, 2, 70, 40]], float), np.array([0.9, 0.6])

    path = str(folder / 'walk/a.mp4')
    loose = LooseBox(inferencer, find_persons=DetectedPersons(detector, 1))
    # of frame 6 of 12
    assert loose.detected_box(loose.open(path)) == (16, 20, 46, 60)
    nobody = DetectedPersons(lambda *_: (np.zeros((0, 4)), np.zeros(0)))
    loose = LooseBox(inferencer, find_persons=nobody)
    assert loose.detected_box(loose.open(path)) is None
    assert LooseBox(inferencer).detected_box(loose.open(path)) is None
