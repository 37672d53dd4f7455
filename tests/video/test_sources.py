"""Frames by number, converted and decoded no oftener than needed."""

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from stn_action.video import sources
from stn_action.video.camera import camera_segments
from stn_action.video.inputs import video_sources
from stn_action.video.reading import DecodedFrame, VideoError, decode_frames
from stn_action.video.sources import (
    FrameArray,
    FrameFolder,
    VideoFile,
    frames_at,
    numbered_frames,
)
from tests.video.coded_videos import encode_numbers, number_of, numbered_frame


@pytest.fixture
def converted(monkeypatch):
    """Grows by one for each frame that is converted to RGB."""
    calls, rgb = [], DecodedFrame.rgb
    monkeypatch.setattr(
        DecodedFrame, 'rgb', lambda self: calls.append(1) or rgb(self)
    )
    return calls


@pytest.fixture
def decoded(monkeypatch):
    """Grows by one for each frame that is decoded."""
    calls = []

    def counted(path):
        for frame in decode_frames(path):
            calls.append(1)
            yield frame

    monkeypatch.setattr(sources, 'decode_frames', counted)
    return calls


def test_frames_by_number(tmp_path, converted, decoded):
    source = VideoFile(encode_numbers(tmp_path / 'a.avi', 30, bf='2', g='12'))
    found = frames_at(source, [9, 2, 17, 9])
    assert {k: number_of(v) for k, v in found.items()} == {2: 2, 9: 9, 17: 17}
    # and one more for the size of the frame
    assert len(converted) == 4 and len(decoded) == 18
    assert source.size == (160, 120) and source.frame_count is None
    assert [i for i, _ in numbered_frames(source, [])] == []
    with pytest.raises(
        VideoError, match='frame 30 is asked for, but only 30 frames decode'
    ):
        frames_at(source, [0, 30])
    assert source.frame_count == source.stated_frames() == 30


def test_frames_of_an_array_and_a_folder(tmp_path):
    frames = np.stack([numbered_frame(i) for i in range(5)])
    for i, frame in enumerate(frames):
        cv2.imwrite(str(tmp_path / f'{i}.png'), frame[..., ::-1])
    for source in (FrameArray(frames), FrameFolder(str(tmp_path))):
        found = frames_at(source, [1, 4])
        assert [number_of(found[i]) for i in (1, 4)] == [1, 4]
        assert source.count_frames() == 5 and source.size == (160, 120)
        assert source.seconds_at(5) == 0.2
    (tmp_path / '2.png').write_bytes(b'')
    assert list(frames_at(FrameFolder(str(tmp_path)), [1, 4])) == [1, 4]
    with pytest.raises(VideoError, match='2.png: the file is empty'):
        list(FrameFolder(str(tmp_path)))


def test_a_short_video_is_decoded_once(tmp_path, decoded, monkeypatch):
    source = VideoFile(encode_numbers(tmp_path / 'a.avi', 20))
    with source.kept():
        assert source.count_frames() == 20
        for _ in range(2):
            assert [number_of(f) for f in source] == list(range(20))
        assert len(decoded) == 20
    assert len(list(source)) == 20 and len(decoded) == 40
    # too large to keep: 160 x 120 pixels in YUV take 28,800 bytes and more
    monkeypatch.setattr(sources, 'KEPT_BYTES', 19 * 28_800)
    with source.kept():
        for _ in range(2):
            assert [number_of(f) for f in source] == list(range(20))
    assert len(decoded) == 80


def test_a_part_of_a_video_is_not_kept_for_the_whole(tmp_path):
    source = VideoFile(encode_numbers(tmp_path / 'a.avi', 20))
    with source.kept():
        frames_at(source, [3])
        assert source.count_frames() == 20


def test_seconds_at_a_varying_frame_rate(tmp_path):
    """Frames at 0, 1, 2, 3 and 10, 12, 14, 16 tenths of a second."""
    path, tenths = tmp_path / 'a.mkv', [0, 1, 2, 3, 10, 12, 14, 16]
    with av.open(str(path), 'w') as container:
        stream = container.add_stream('ffv1', rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, 'yuv420p'
        stream.codec_context.time_base = Fraction(1, 10)
        for index, tenth in enumerate(tenths):
            frame = av.VideoFrame.from_ndarray(
                numbered_frame(index), format='rgb24'
            )
            frame.pts, frame.time_base = tenth, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    source = VideoFile(str(path))
    assert source.count_frames() == 8
    assert [round(source.seconds_at(i), 3) for i in range(8)] == [
        t / 10 for t in tenths
    ]
    assert source.seconds_at(8) == pytest.approx(1.6 + 1 / source.fps)


def test_names_below_the_common_folder(tmp_path):
    for name in ('x/walk/a.mp4', 'x/b.avi', 'y/c.mkv', 'y/notes.txt'):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def names(*inputs):
        found = video_sources([str(tmp_path / i) for i in inputs])
        return [(s.relative, s.in_folder) for s in found]

    assert names('x') == [('b.avi', True), ('walk/a.mp4', True)]
    assert names('x/walk/a.mp4') == [('a.mp4', False)]
    assert names('x/walk/a.mp4', 'y') == [
        ('x/walk/a.mp4', False),
        ('y/c.mkv', True),
    ]
    assert names('x/walk', 'x') == [
        ('walk/a.mp4', True),
        ('b.avi', True),
        ('walk/a.mp4', True),
    ]
    folder = video_sources(str(tmp_path / 'x'), 'rawframes')
    assert [(s.relative, s.in_folder) for s in folder] == [('x', False)]


def test_what_is_no_file_or_camera():
    with pytest.raises(
        VideoError,
        match='rtsp://host/live: streams are not read, only files. Record a '
        'piece first: ffmpeg -i rtsp://host/live',
    ):
        list(VideoFile('rtsp://host/live'))
    with pytest.raises(
        VideoError,
        match='camera 97 does not open; check that it is connected.*not in '
        'use.*/dev/video97',
    ):
        next(camera_segments(97, 5, 5))
