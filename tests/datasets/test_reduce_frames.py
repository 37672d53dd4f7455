"""Frames and boxes at a fraction of their size."""

import numpy as np
import pytest

from stn_action.datasets.transforms.reduce_frames import ReduceFrames
from stn_action.tubes import PersonTube


def sample(height=41, width=60):
    imgs = [np.full((height, width, 3), i, np.uint8) for i in range(2)]
    tube = PersonTube([0, 1], [[6.0, 4, 30, 41], [0, 0, 60, 41]])
    clean = PersonTube([0, 1], [[9.0, 4, 27, 20], [6, 2, 54, 39]])
    return dict(imgs=imgs, tube=tube, clean_tube=clean)


def test_frames_and_boxes_shrink_together():
    out = ReduceFrames(0.5)(sample())
    assert [img.shape for img in out['imgs']] == [(20, 30, 3)] * 2
    assert out['img_shape'] == out['original_shape'] == (20, 30)
    # a box that is the frame stays the frame, also where its side is odd
    np.testing.assert_allclose(out['tube'].boxes[1], [0, 0, 30, 20])
    np.testing.assert_allclose(
        out['clean_tube'].boxes[0], [4.5, 4 * 20 / 41, 13.5, 20 * 20 / 41]
    )


def test_the_sample_before_it_is_left_alone():
    before = sample()
    frames, boxes = before['imgs'][0], before['tube'].boxes.copy()
    ReduceFrames(0.5)(dict(before))
    assert before['imgs'][0] is frames and frames.shape == (41, 60, 3)
    np.testing.assert_array_equal(before['tube'].boxes, boxes)


def test_pixels_are_averaged():
    stripes = np.zeros((8, 8, 3), np.uint8)
    stripes[:, ::2] = 200
    out = ReduceFrames(0.5)(
        dict(imgs=[stripes], tube=PersonTube([0], [[0.0, 0, 8, 8]]))
    )
    assert (out['imgs'][0] == 100).all()


@pytest.mark.parametrize('scale', [0, 1, 1.5, -0.5])
def test_other_scales_are_refused(scale):
    with pytest.raises(ValueError, match=r'in \(0, 1\)'):
        ReduceFrames(scale)
