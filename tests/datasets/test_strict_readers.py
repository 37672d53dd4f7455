"""Turned and truncated videos, through the three decoders of MMAction2."""

import numpy as np
import pytest

from stn_action.datasets import PersonTubeDataset
from stn_action.video.reading import VideoError, read_frames
from tests.datasets.tube_videos import entry
from tests.video.coded_videos import (
    encode,
    encode_numbers,
    number_of,
    numbered_frame,
    turn_upright_by,
)

DECODERS = ['Decord', 'OpenCV', 'PyAV']
COUNT = 30


def dataset_of(data, name, decoder, num_clips=COUNT, **more):
    boxes = [[5, 5, 60, 60]] * COUNT
    size = dict(width=160, height=120)
    return PersonTubeDataset(
        data(dict(entry(name, boxes), **dict(size, **more))),
        [
            dict(
                type='SampleFrames',
                clip_len=1,
                num_clips=num_clips,
                test_mode=True,
            ),
            dict(type=f'{decoder}Init'),
            dict(type=f'{decoder}Decode'),
        ],
        dict(video=str(data.folder)),
    )


@pytest.mark.parametrize('turns', [0, 1, 2, 3])
@pytest.mark.parametrize('decoder', DECODERS)
def test_turned_videos_are_the_same_through_all_decoders(data, decoder, turns):
    path = encode_numbers(data.folder / 'turned.mp4', COUNT)
    if turns:
        turn_upright_by(path, turns)
    upright = list(read_frames(path))
    height, width = upright[0].shape[:2]
    imgs = dataset_of(data, 'turned.mp4', decoder, width=width, height=height)[
        0
    ]['imgs']
    assert len(imgs) == len(upright) == COUNT
    for img, expected in zip(imgs, upright):
        assert img.shape == expected.shape
        assert abs(img.astype(int) - expected).mean() < 3
    # and that is upright: the picture as stored, turned the other way round
    back = np.rot90(imgs[7], turns)
    assert number_of(back) == 7 and back.shape == (120, 160, 3)


def test_fast_seeking_of_pyav_says_that_it_cannot_turn(data):
    path = encode_numbers(data.folder / 'turned.mp4', COUNT)
    turn_upright_by(path, 2)
    dataset = dataset_of(data, 'turned.mp4', 'PyAV')
    dataset.pipeline.transforms[-1].mode = 'efficient'
    with pytest.raises(
        RuntimeError, match='PyAVDecode: .*efficient.*to be turned upright'
    ):
        dataset[0]


@pytest.mark.parametrize('decoder', DECODERS)
@pytest.mark.parametrize('codec', ['mpeg4', 'libx264'])
def test_a_truncated_video_is_an_error_where_a_frame_is_missing(
    data, decoder, codec
):
    path = data.folder / 'cut.mkv'
    encode_numbers(path, COUNT, codec)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4])
    left = sum(1 for _ in frames_left(path))
    assert 6 < left < COUNT - 1
    with pytest.raises(
        RuntimeError,
        match=rf'entry 0 .*cut.mkv.: {decoder}Decode: {decoder} finds no '
        r'frame \d+: .* cut off or damaged, or total_frames is too large',
    ):
        dataset_of(data, 'cut.mkv', decoder)[0]
    # the frames before that are still the right ones
    few = dataset_of(data, 'cut.mkv', decoder, 2, clip=[0, 6])[0]
    assert [number_of(img) for img in few['imgs']] == [1, 4]


def frames_left(path):
    frames = read_frames(str(path))
    while True:
        try:
            yield next(frames)
        except (StopIteration, VideoError):
            return


@pytest.mark.parametrize('decoder', DECODERS)
def test_too_large_total_frames(data, decoder):
    encode(data.folder / 'a.mp4', [numbered_frame(i) for i in range(COUNT)])
    dataset = dataset_of(
        data,
        'a.mp4',
        decoder,
        total_frames=2 * COUNT,
        frame_inds=[0, 2 * COUNT - 1],
        boxes=[[5, 5, 60, 60]] * 2,
    )
    with pytest.raises(RuntimeError, match=r'finds no frame \d+: .*30 frames'):
        dataset[0]
