import numpy as np
import pytest

from stn_action.detection.motion import motion_map, motion_share


def clip(count=41):
    """A bright square of 4 cells, one cell to the right every two frames."""
    frames = np.full((count, 48, 64), 90, np.uint8)
    frames += np.random.default_rng(0).integers(0, 15, frames.shape, np.uint8)
    for i, frame in enumerate(frames):
        frame[20:24, 10 + i // 2 : 14 + i // 2] = 250
    return frames


def test_only_what_moves_and_only_near():
    motion = motion_map(clip(), 20, fps=10.0)  # 3 frames before and after
    rows, columns = np.nonzero(motion)
    assert (rows.min(), rows.max()) == (20, 23)
    # the square is at columns 18 to 21 in frame 17, at 21 to 24 in frame 23;
    # nothing changes where it always is
    assert (columns.min(), columns.max()) == (18, 24)
    assert not motion[:, 21].any() and motion[20, 18] > 140


def test_share_of_a_box():
    motion = np.zeros((48, 64))
    motion[20:24, 10:14] = 100
    # the frame is ten times as large as the thumbnail
    boxes = [
        [100, 200, 140, 240],
        [100, 200, 120, 240],
        [300, 0, 400, 100],
        [-50, -50, 700, 500],
    ]
    assert motion_share(motion, boxes, (640, 480)).tolist() == [1, 0.5, 0, 1]
    assert motion_share(motion, np.zeros((0, 4)), (640, 480)).shape == (0,)


def test_nothing_moves():
    still = np.full((5, 48, 64), 90, np.uint8)
    motion = motion_map(still, 0, 25.0)
    assert motion_share(motion, [[0, 0, 5, 5]], (64, 48)).tolist() == [1]


def test_ends_of_a_video():
    for index in (0, 40):
        assert motion_map(clip(), index, 25.0).any()
    assert motion_map(clip(1), 0, 25.0).sum() == pytest.approx(0)
