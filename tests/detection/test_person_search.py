import numpy as np
import pytest

from stn_action.detection import DetectionSettings, find_persons
from stn_action.detection.motion import MotionWindow, motion_map
from stn_action.video.reading import VideoError
from stn_action.video.sources import FrameArray
from tests.video.coded_videos import encode_numbers, sees_a_cut

pytest.importorskip('trackers')
FRAMES = np.zeros((20, 60, 80, 3), np.uint8)


def detector_of(*boxes, score=0.9):
    def detector(frame, filename, index):
        return np.array(boxes, float), np.full(len(boxes), score)

    return detector


@pytest.mark.parametrize(
    'frames, stride, expected',
    [
        (12, 4, [0, 4, 8, 11]),
        (9, 4, [0, 4, 8]),
        (1, 4, [0]),
        (3, 1, [0, 1, 2]),
        (2, 5, [0, 1]),
    ],
)
def test_every_so_many_frames_and_the_last(frames, stride, expected):
    asked = []

    def detector(frame, filename, index):
        asked.append((filename, index))
        return detector_of([10, 10, 30, 50])(frame, filename, index)

    found = find_persons(
        FrameArray(FRAMES[:frames], '/videos/a.mp4'),
        detector,
        DetectionSettings(stride),
    )
    assert asked == [('a.mp4', i) for i in expected]
    (tube,) = found.tubes
    assert tube.frame_inds.tolist() == expected
    assert (found.frames, found.searched) == (frames, len(expected))
    assert found.size == (80, 60) and found.damage is None


def test_boxes_that_no_tube_can_hold_are_dropped():
    good = [10, 10, 30, 50]
    bad = ([40, 10, 40, 50], [np.nan, 1, 2, 3], [60, 10, 50, 50])
    beyond = ([-50, 10, 20, 50], [70, 10, 140, 50])  # middles outside
    found = find_persons(FrameArray(FRAMES), detector_of(good, *bad, *beyond))
    (tube,) = found.tubes
    assert tube.boxes.tolist() == [good] * 6


def test_only_the_one_who_moves():
    """The same shares as with all frames at hand, and few of them held."""
    frames = np.full((41, 60, 80, 3), 90, np.uint8)
    for i, frame in enumerate(frames):
        frame[20:30, i : i + 10] = 250
    boxes = ([0, 15, 60, 35], [60, 40, 78, 58])
    source = FrameArray(frames, fps=10.0)
    assert len(find_persons(source, detector_of(*boxes)).tubes) == 2
    found = find_persons(
        source, detector_of(*boxes), DetectionSettings(min_motion=0.5)
    )
    (tube,) = found.tubes
    assert tube.boxes.tolist() == [list(boxes[0])] * 11

    rng = np.random.default_rng(0)
    small = rng.integers(0, 256, (30, 48, 64), np.uint8)
    window = MotionWindow(fps=10.0)
    for index, picture in enumerate(small):
        window.add(picture)
        middle = index - window.reach
        if middle >= 0:
            np.testing.assert_array_equal(
                window.around(middle), motion_map(small, middle, 10.0)
            )
    np.testing.assert_array_equal(
        window.around(29), motion_map(small, 29, 10.0)
    )


@sees_a_cut
def test_a_damaged_video_gives_those_before_the_damage(tmp_path):
    from stn_action.video.sources import VideoFile

    path = encode_numbers(tmp_path / 'a.avi', 30, 'ffv1')
    with open(path, 'rb') as file:
        data = file.read()
    with open(path, 'wb') as file:
        file.write(data[: len(data) * 2 // 3])
    found = find_persons(VideoFile(path), detector_of([10, 10, 30, 50]))
    assert f'only {found.frames} frames decode' in found.damage
    assert found.tubes[0].frame_inds[-1] == found.frames - 1 < 29
    with open(path, 'wb') as file:
        file.write(b'')
    with pytest.raises(VideoError, match='the file is empty'):
        find_persons(VideoFile(path), detector_of([10, 10, 30, 50]))


def test_the_settings_are_checked():
    for name, value, message in (
        ('stride', 0, 'stride must be at least 1, got 0'),
        ('min_length', -1, 'min_length must be at least 0, got -1'),
        ('min_motion', 1.5, 'min_motion must be at most 1, got 1.5'),
        ('decoder', 'ffmpeg', "decoder must be 'decord'.* got 'ffmpeg'"),
    ):
        with pytest.raises(ValueError, match=message):
            DetectionSettings(**{name: value})
