import cv2
import numpy as np
import pytest

from stn_action.detection.hog import HOGPeopleDetector
from stn_action.tubes import box_iou
from tests.detection.silhouette import draw_person


@pytest.mark.parametrize('x, y', [(100, 100), (220, 140)])
def test_finds_a_person_loosely(x, y):
    frame, true = draw_person(x, y)
    boxes, scores = HOGPeopleDetector()(frame)
    best = boxes[scores.argmax()]
    assert boxes.shape == (len(scores), 4)
    assert ((scores > 0) & (scores < 1)).all() and scores.max() > 0.5
    assert (best[:2] < true[:2]).all() and (best[2:] > true[2:]).all()
    assert box_iou(best, true) > 0.2
    assert abs((best[:2] + best[2:]) / 2 - [x, y]).max() < 10


def test_small_people_need_a_larger_picture():
    frame, true = draw_person(100, 80, scale=0.6)
    assert not len(HOGPeopleDetector(hit_threshold=0.0)(frame)[0])
    boxes, scores = HOGPeopleDetector(upscale=2.0)(frame)
    best = boxes[scores.argmax()]  # in pixels of the frame as it is
    assert abs((best[:2] + best[2:]) / 2 - [100, 80]).max() < 6
    assert box_iou(best, true) > 0.2


def test_a_large_picture_is_shrunk_for_the_search():
    frame, true = draw_person(400, 400, scale=4.0, size=(1600, 900))
    boxes, scores = HOGPeopleDetector(max_side=480)(frame)
    best = boxes[scores.argmax()]  # in pixels of the frame as it is
    assert abs((best[:2] + best[2:]) / 2 - [400, 400]).max() < 40
    assert box_iou(best, true) > 0.2


def test_weak_detections_have_scores_below_a_half():
    frame, _ = draw_person(100, 100, scale=0.55)  # hardly found
    (weak,) = HOGPeopleDetector(hit_threshold=-1.0)(frame)[1]
    assert 0.4 < weak < 0.5
    assert not len(HOGPeopleDetector(hit_threshold=0.0)(frame)[1])


def test_nobody():
    boxes, scores = HOGPeopleDetector()(np.full((240, 320, 3), 90, np.uint8))
    assert boxes.shape == (0, 4) and scores.shape == (0,)


def test_an_opencv_without_the_detector(monkeypatch):
    monkeypatch.delattr(cv2, 'HOGDescriptor')
    with pytest.raises(ImportError, match='--no-deps opencv-contrib-python'):
        HOGPeopleDetector()
