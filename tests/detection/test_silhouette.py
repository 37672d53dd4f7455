import numpy as np

from stn_action.detection.silhouette import silhouette_boxes
from tests.detection.silhouette import draw_person


def test_somebody_who_crosses_the_picture():
    drawn = [draw_person(-40 + 20 * i, 120 + 3 * i) for i in range(20)]
    noise = np.random.default_rng(0).integers(0, 9, (20, 240, 320, 3))
    frames = np.array([frame for frame, _ in drawn]) // 2 + noise
    boxes = silhouette_boxes(frames.astype(np.uint8))
    truth = np.array([box for _, box in drawn])
    cut = (truth[:, 0] < 5) | (truth[:, 2] > 315)  # or nearly
    assert cut.sum() == 7
    assert (np.isnan(boxes).all(1) == cut).all()
    assert np.nanmax(abs(boxes - truth)) <= 3


def test_nobody():
    frames = np.full((5, 48, 64, 3), 90, np.uint8)
    frames[2, :9, 5:60] = 250  # wide, and lower than a person
    assert np.isnan(silhouette_boxes(frames)).all()
