"""Frames by number, with PyAV and where it is not installed."""

import sys

import pytest

from stn_action.video.fetching import fetch_frames
from stn_action.video.reading import VideoError
from tests.video.coded_videos import encode_numbers, number_of

ENCODINGS = {
    'a.mp4': dict(codec='libx264'),
    'b.avi': dict(bf='2', g='12'),
    'c.mpg': dict(codec='mpeg1video', bf='2'),
}


@pytest.fixture(params=[True, False], ids=['PyAV', 'OpenCV'])
def decode_with(request, monkeypatch):
    def choose():
        if not request.param:
            monkeypatch.setitem(sys.modules, 'av', None)

    return choose


@pytest.mark.parametrize('name', ENCODINGS)
def test_by_number(tmp_path, decode_with, name):
    """Also where frames are stored in another order than they are shown."""
    path = encode_numbers(tmp_path / name, 30, **ENCODINGS[name])
    decode_with()
    found = fetch_frames(path, [17, 2, 9])
    assert {k: number_of(v) for k, v in found.items()} == {2: 2, 9: 9, 17: 17}
    with pytest.raises(VideoError, match='frame 30 is asked .* only 30 frame'):
        fetch_frames(path, [3, 30])


def test_what_does_not_decode(tmp_path, decode_with):
    decode_with()
    path = tmp_path / 'a.mp4'
    with pytest.raises(VideoError, match='a.mp4'):
        fetch_frames(str(path), [0])
    path.write_bytes(b'no video')
    with pytest.raises(VideoError, match='a.mp4'):
        fetch_frames(str(path), [0])
