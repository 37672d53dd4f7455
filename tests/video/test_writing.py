import av
import numpy as np
import pytest

from stn_action.video import writing
from stn_action.video.reading import read_frames, video_info
from stn_action.video.writing import encoder, write_mp4
from tests.video.coded_videos import number_of, numbered_frame


@pytest.mark.parametrize(
    'choice, codec, name', [(0, 'h264', 'H.264'), (1, 'vp9', 'VP9')]
)
def test_browsers_play_what_is_written(
    tmp_path, monkeypatch, choice, codec, name
):
    """Whichever encoder this build of PyAV has."""
    monkeypatch.setattr(
        writing, '_ENCODERS', (('none', '', {}), writing._ENCODERS[choice])
    )
    path = str(tmp_path / 'a.mp4')
    frames = [numbered_frame(i) for i in range(6)]
    assert write_mp4(path, iter(frames), 29.97) == name == encoder()[1]
    assert video_info(path).codec == codec
    assert video_info(path).fps == pytest.approx(29.97, abs=0.001)
    assert [number_of(f) for f in read_frames(path)] == list(range(6))
    with av.open(path) as container:
        assert container.format.name.startswith('mov,mp4')
        stream = container.streams.video[0]
        assert stream.codec_context.pix_fmt == 'yuv420p'
    assert [p.name for p in tmp_path.iterdir()] == ['a.mp4']


def test_odd_sizes_lose_nothing(tmp_path):
    frame = np.zeros((41, 61, 3), np.uint8)
    frame[-1], frame[:, -1] = 255, 255
    write_mp4(str(tmp_path / 'a.mp4'), [frame] * 3, 25)
    got = next(read_frames(str(tmp_path / 'a.mp4')))
    assert got.shape == (42, 62, 3)
    assert got[40].mean() > 200 and got[:, 60].mean() > 200
    assert got[:38, :58].mean() < 30


def test_after_an_error_nothing_is_left(tmp_path):
    def frames():
        yield numbered_frame(0)
        raise ValueError('the video ends')

    with pytest.raises(ValueError, match='the video ends'):
        write_mp4(str(tmp_path / 'a.mp4'), frames(), 25)
    assert not list(tmp_path.iterdir())


def test_without_an_encoder(monkeypatch):
    monkeypatch.setattr(writing, '_ENCODERS', (('none', '', {}),))
    with pytest.raises(ImportError, match='neither H.264 nor VP9; install'):
        encoder()
