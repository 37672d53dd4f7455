"""Decoding each video a single time."""

import numpy as np
import pytest
from mmaction.registry import TRANSFORMS

from stn_action.datasets import PersonTubeDataset
from tests.datasets.tube_videos import FRAMES, entry, person_boxes

DECODER = [dict(type='DecordInit'), dict(type='DecordDecode')]


def load(data, cache_dir, decoder=DECODER):
    pipeline = [
        dict(type='SampleFrames', clip_len=1, num_clips=3, test_mode=True),
        dict(type='DecodeOnce', decoder=decoder, cache_dir=cache_dir),
    ]
    ann = data(entry('a.avi', person_boxes()), entry('b.avi', person_boxes()))
    return PersonTubeDataset(ann, pipeline, dict(video=str(data.folder)))


def test_cached_frames_are_those_of_the_decoder(data, tmp_path):
    cache = tmp_path / 'cache'
    plain, cached = load(data, 'off'), load(data, str(cache))
    for _ in range(2):  # fresh, then from disk
        for i in range(2):
            a, b = plain[i], cached[i]
            assert np.array_equal(a['imgs'], b['imgs'])
            assert np.array_equal(a['frame_inds'], b['frame_inds'])
            assert a['img_shape'] == b['img_shape']
            assert a['original_shape'] == b['original_shape']
    files = sorted(cache.rglob('*'))
    files = [f for f in files if f.is_file()]
    assert [f.name for f in files] == ['a.avi.npy', 'b.avi.npy']
    assert np.load(files[0]).shape[0] == FRAMES


def test_the_video_is_not_opened_again(data, tmp_path):
    dataset = load(data, str(tmp_path / 'cache'))
    first = dataset[0]['imgs']
    (data.folder / 'a.avi').write_bytes(b'')
    assert np.array_equal(dataset[0]['imgs'], first)


def test_frames_may_be_changed_without_changing_the_cache(data, tmp_path):
    dataset = load(data, str(tmp_path / 'cache'))
    frame = dataset[0]['imgs'][0]
    kept = frame.copy()
    frame[:] = 0
    assert np.array_equal(dataset[0]['imgs'][0], kept)


def test_a_video_that_does_not_decode_leaves_no_file(data, tmp_path):
    dataset = load(data, str(tmp_path / 'cache'))
    (data.folder / 'a.avi').write_bytes(b'no video')
    with pytest.raises(RuntimeError, match='a.avi'):
        dataset.prepare_data(0)
    assert not list((tmp_path / 'cache').rglob('*.npy*'))


def test_needs_known_transforms():
    with pytest.raises(KeyError, match='NoDecoder'):
        TRANSFORMS.build(
            dict(type='DecodeOnce', decoder=[dict(type='NoDecoder')])
        )
