import builtins
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip('av')
from stn_action.video.reading import (
    VideoError,
    read_frames,
    video_info,
)
from tests.video.coded_videos import (
    encode_numbers,
    number_of,
    numbered_frame,
    sees_a_cut,
    turn_upright_by,
)


@pytest.mark.parametrize(
    'name, codec, options',
    [('a.avi', 'mpeg4', dict(bf='2', g='12')), ('a.mp4', 'libx264', {})],
)
def test_every_frame_in_order(tmp_path, name, codec, options):
    path = encode_numbers(tmp_path / name, 30, codec, **options)
    frames = list(read_frames(path))
    assert [number_of(f) for f in frames] == list(range(30))
    assert frames[0].shape == (120, 160, 3) and frames[0].dtype == np.uint8
    info = video_info(path)
    assert info.fps == 25 and info.b_frames
    assert info.codec == ('h264' if codec == 'libx264' else codec)


@pytest.mark.parametrize('turns', [1, 2, 3])
def test_turned_videos_are_upright(tmp_path, turns):
    """As OpenCV shows them, which knows the display matrix."""
    path = encode_numbers(tmp_path / 'a.mp4', 3, 'libx264')
    turn_upright_by(path, turns)
    frame = next(read_frames(path))
    ok, expected = cv2.VideoCapture(path).read()
    assert ok and frame.shape == expected.shape
    assert abs(frame.astype(int) - expected[..., ::-1]).mean() < 3
    stored = numbered_frame(0)
    assert number_of(np.rot90(frame, turns).copy()) == 0  # back as stored
    assert frame.shape[:2] == np.rot90(stored, turns).shape[:2]


def test_bad_files(tmp_path):
    def message(name, content):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(VideoError) as error:
            next(read_frames(str(tmp_path / name)))
        return str(error.value)

    assert 'empty.mp4: the file is empty' in message('empty.mp4', b'')
    assert 'text.mp4: no video' in message('text.mp4', b'hello ' * 99)
    with pytest.raises(VideoError, match='none.mp4: no such file'):
        video_info(str(tmp_path / 'none.mp4'))


@sees_a_cut
def test_a_damaged_file_gives_the_frames_before_the_damage(tmp_path):
    path = encode_numbers(tmp_path / 'a.avi', 30, 'ffv1')
    data = Path(path).read_bytes()
    Path(path).write_bytes(data[: len(data) * 2 // 3])
    numbers = []
    with pytest.raises(VideoError, match='damaged, only [0-9]+ frames decode'):
        for frame in read_frames(path):
            numbers.append(number_of(frame))
    assert 0 < len(numbers) < 30 and numbers == list(range(len(numbers)))


def test_without_pyav(tmp_path, monkeypatch):
    real = builtins.__import__

    def fake(name, *args, **kwargs):
        if name == 'av':
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, '__import__', fake)
    with pytest.raises(ImportError, match='needs PyAV'):
        next(read_frames(str(tmp_path / 'a.mp4')))
