import cv2
import numpy as np
import pytest

pytest.importorskip('av')
from stn_action.video import frame_indices
from stn_action.video.frame_indices import check_frame_indices
from tests.video.coded_videos import (
    encode,
    encode_numbers,
    number_of,
    numbered_frame,
    turn_upright_by,
)


@pytest.mark.parametrize(
    'name, codec, options',
    [
        ('a.mp4', 'libx264', dict(bf='3', g='30')),
        ('a.avi', 'mpeg4', {}),
        ('b.avi', 'mjpeg', dict(pix_fmt='yuvj420p')),
    ],
)
def test_decoders_that_agree(tmp_path, name, codec, options):
    path = encode_numbers(tmp_path / name, 60, codec, **options)
    assert check_frame_indices(path) == []


def test_decord_misses_mpeg4_with_b_frames(tmp_path):
    path = encode_numbers(tmp_path / 'a.avi', 60, bf='2', g='12')
    import decord

    wanted = np.arange(0, 60, 7)
    got = [
        number_of(f)
        for f in decord.VideoReader(path, num_threads=1)
        .get_batch(wanted)
        .asnumpy()
    ]
    assert got != wanted.tolist()  # the fault itself
    (warning,) = check_frame_indices(path)
    assert warning.startswith(
        'decord is unreliable on this file (mpeg4 with B-frames): '
    )
    assert 'of 16 frames fetched are others than asked for, e.g. ' in warning
    assert check_frame_indices(path, ['opencv', 'pyav']) == []


def test_only_pyav_is_right_on_mpeg2(tmp_path):
    path = encode_numbers(tmp_path / 'a.mpg', 40, 'mpeg2video', bf='2', g='12')
    warnings = check_frame_indices(path)
    assert [w.split()[0] for w in warnings] == ['decord', 'opencv']
    assert all('(mpeg2video with B-frames)' in w for w in warnings)


def test_names_the_frame_that_came_instead(tmp_path, monkeypatch):
    path = encode_numbers(tmp_path / 'a.avi', 30)
    fetch = frame_indices._FETCH['pyav']
    monkeypatch.setitem(
        frame_indices._FETCH,
        'pyav',
        lambda path, inds: [
            *[*fetch(path, inds)][:-1],
            *fetch(path, np.array([26])),
        ],
    )
    (warning,) = check_frame_indices(path, ['pyav'])
    assert '1 of 16 frames' in warning and 'frame 26 for 29' in warning


def test_pyav_does_not_turn_frames(tmp_path):
    path = encode_numbers(tmp_path / 'a.mp4', 10, 'libx264')
    turn_upright_by(path, 1)
    warnings = check_frame_indices(path, ['pyav', 'opencv'])
    assert len(warnings) == 1 and 'pyav is unreliable' in warnings[0]
    assert '160 x 120 pixels, not 120 x 160' in warnings[0]


def test_a_decoder_that_fails(tmp_path, monkeypatch):
    path = encode_numbers(tmp_path / 'a.avi', 5)
    monkeypatch.setattr(cv2.VideoCapture, 'read', None, raising=False)
    (warning,) = check_frame_indices(path, ['opencv'])
    assert 'opencv is unreliable' in warning and 'does not decode' in warning


def test_one_frame(tmp_path):
    assert check_frame_indices(encode_numbers(tmp_path / 'a.avi', 1)) == []


def test_still_pictures_cannot_be_told_apart(tmp_path, monkeypatch):
    frames = [numbered_frame(0)] * 20
    path = encode(tmp_path / 'a.avi', frames, 'ffv1')
    fetch = frame_indices._FETCH['pyav']
    monkeypatch.setitem(
        frame_indices._FETCH,
        'pyav',
        lambda path, inds: fetch(path, np.arange(len(inds))),
    )
    assert check_frame_indices(path, ['pyav']) == []


def test_an_unknown_decoder(tmp_path):
    with pytest.raises(ValueError, match="'ffmpeg': expected one of decord"):
        check_frame_indices('a.mp4', ['ffmpeg'])


def test_decord_is_not_tried_on_large_files(tmp_path, monkeypatch):
    """Its memory would grow with the file."""
    path = encode_numbers(tmp_path / 'a.mp4', 30, 'libx264')
    assert check_frame_indices(path, ['decord', 'pyav']) == []
    monkeypatch.setattr(frame_indices, '_LARGEST_FOR_DECORD', 100)
    (warning,) = check_frame_indices(path, ['decord', 'pyav'])
    assert 'decord was not compared on this file of 0 MiB' in warning
