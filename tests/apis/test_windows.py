import weakref

import numpy as np
import pytest

from stn_action.apis.persons import Person
from stn_action.apis.windows import (
    decode_windows,
    plan_windows,
    sliding_windows,
)
from stn_action.tubes import PersonTube
from stn_action.video.reading import VideoError
from stn_action.video.sources import FrameArray


@pytest.mark.parametrize(
    'args, expected',
    [
        ((0, 10, None, None), [(0, 10)]),
        ((3, 7, 8, None), [(3, 7)]),
        ((2, 12, 4, 3), [(2, 6), (5, 9), (8, 12)]),
        ((0, 10, 4, 4), [(0, 4), (4, 8), (6, 10)]),
        ((0, 9, 4, None), [(0, 4), (2, 6), (4, 8), (5, 9)]),
        ((0, 3, 1, None), [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_sliding_windows(args, expected):
    assert sliding_windows(*args) == expected


def person(first, last):
    return Person(PersonTube([first, last], [[0, 0, 4, 4]] * 2))


def every_second(results):
    return dict(results, frame_inds=np.arange(0, results['total_frames'], 2))


def source(frames):
    """Every pixel of a frame holds its number."""
    numbers = np.arange(frames, dtype=np.uint8)[:, None, None, None]
    return FrameArray(np.broadcast_to(numbers, (frames, 4, 4, 3)))


def test_each_window_gets_its_own_frames():
    video = source(10)
    windows = plan_windows(
        video, [person(0, 9), person(3, 6)], every_second, 4, 3
    )
    got = [
        (
            w.window.person_id,
            w.window.start,
            [int(i[0, 0, 0]) for i in w.results['imgs']],
        )
        for w in decode_windows(video, windows)
    ]
    assert got == [
        (0, 0, [0, 2]),
        (0, 3, [3, 5]),
        (1, 3, [3, 5]),
        (0, 6, [6, 8]),
    ]


def test_frames_are_shared_and_let_go():
    """Of 120 frames at most those of the windows under way are held."""
    made, most = [], 0

    class Frame(np.ndarray):
        """An array that a weak reference can watch."""

    class Video(FrameArray):
        def pictures(self):
            for _ in range(120):
                yield self.picture

        def picture(self):
            frame = np.zeros((4, 4, 3), np.uint8).view(Frame)
            made.append(weakref.ref(frame))
            return frame

    video = Video(np.zeros((1, 4, 4, 3), np.uint8))
    windows = plan_windows(video, [person(0, 119)] * 3, every_second, 8, 8)
    assert len(windows) == 3 * 15
    for window in decode_windows(video, windows):
        most = max(most, sum(ref() is not None for ref in made))
        del window  # as when it is recognised
    # of the 15 windows from 0, 8, ... and the last, every second frame
    assert len(made) == 60 and 4 <= most <= 5


def test_boxes_beyond_the_video():
    video = source(5)
    windows = plan_windows(video, [person(0, 8)], every_second, None, None)
    with pytest.raises(
        VideoError,
        match='boxes of person 0 reach frame 8, but only 5 frames decode',
    ):
        list(decode_windows(video, windows))
